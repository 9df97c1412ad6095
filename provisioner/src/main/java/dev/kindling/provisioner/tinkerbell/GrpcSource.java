package dev.kindling.provisioner.tinkerbell;

import dev.kindling.proto.tinkerbell.hardware.Dhcp;
import dev.kindling.proto.tinkerbell.hardware.Hardware;
import dev.kindling.proto.tinkerbell.hardware.HardwareServiceGrpc;
import dev.kindling.proto.tinkerbell.hardware.Interface;
import dev.kindling.proto.tinkerbell.hardware.Netboot;
import dev.kindling.proto.tinkerbell.template.GetRequest;
import dev.kindling.proto.tinkerbell.template.ListRequest;
import dev.kindling.proto.tinkerbell.template.TemplateServiceGrpc;
import dev.kindling.proto.tinkerbell.template.WorkflowTemplate;
import dev.kindling.proto.tinkerbell.workflow.Empty;
import dev.kindling.proto.tinkerbell.workflow.Workflow;
import dev.kindling.proto.tinkerbell.workflow.WorkflowServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A running tink-server v0.2 to v0.8, over gRPC. */
public final class GrpcSource {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long PATIENCE_SECONDS = 60;

    private final String authority;
    private final String certUrl;

    /**
     * @param authority {@code HOST:PORT}
     * @param certUrl where its certificate is ({@code http://HOST:42114/cert}); empty: plaintext
     */
    public GrpcSource(String authority, String certUrl) {
        this.authority = authority;
        this.certUrl = certUrl;
    }

    /** Everything it has. */
    public Found read() {
        ManagedChannel channel =
                Grpc.newChannelBuilder(authority, credentials()).build();
        try {
            return read(channel);
        } catch (StatusRuntimeException e) {
            throw new SourceException(
                    authority + " answers " + e.getMessage()
                            + (certUrl.isEmpty() ? "; does it want TLS? then give --cert-url" : ""),
                    e);
        } finally {
            channel.shutdownNow();
        }
    }

    private Found read(ManagedChannel channel) {
        Gathering gathering = new Gathering();
        HardwareServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .all(dev.kindling.proto.tinkerbell.hardware.Empty.getDefaultInstance())
                .forEachRemaining(each -> gathering.hardware(each.getId(), document(each), UnaryOperator.identity()));
        TemplateServiceGrpc.TemplateServiceBlockingStub templates =
                TemplateServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        templates.listTemplates(ListRequest.newBuilder().setName("*").build()).forEachRemaining(each -> {
            WorkflowTemplate whole = templates.getTemplate(
                    GetRequest.newBuilder().setId(each.getId()).build());
            gathering.template(each.getId(), each.getName(), whole.getData());
        });
        WorkflowServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .listWorkflows(Empty.getDefaultInstance())
                .forEachRemaining(each -> workflow(gathering, each));
        return gathering.done();
    }

    private static void workflow(Gathering gathering, Workflow each) {
        gathering.workflow(
                each.getId(),
                each.getTemplate(),
                each.getHardware(),
                each.getState().name());
    }

    private ChannelCredentials credentials() {
        if (certUrl.isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        try (InputStream pem = URI.create(certUrl).toURL().openStream()) {
            return TlsChannelCredentials.newBuilder().trustManager(pem).build();
        } catch (IOException e) {
            throw new SourceException(certUrl + " gives no certificate: " + e, e);
        }
    }

    private static Map<String, Object> document(Hardware message) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", message.getId());
        if (!message.getMetadata().isEmpty()) {
            try {
                document.put("metadata", JSON.readValue(message.getMetadata(), new TypeReference<Object>() {}));
            } catch (JacksonException notJson) {
                // Kept for people to see; the server refuses what is not an object.
                document.put("metadata", Map.of("text", message.getMetadata()));
            }
        }
        List<Map<String, Object>> interfaces = message.getNetwork().getInterfacesList().stream()
                .map(GrpcSource::networkInterface)
                .toList();
        document.put("network", Map.of("interfaces", interfaces));
        return document;
    }

    private static Map<String, Object> networkInterface(Interface message) {
        return Map.of("dhcp", dhcp(message.getDhcp()), "netboot", netboot(message.getNetboot()));
    }

    private static Map<String, Object> dhcp(Dhcp message) {
        Map<String, Object> dhcp = new LinkedHashMap<>();
        put(dhcp, "mac", message.getMac());
        put(dhcp, "hostname", message.getHostname());
        put(dhcp, "lease_time", message.getLeaseTime());
        put(dhcp, "name_servers", List.copyOf(message.getNameServersList()));
        put(dhcp, "time_servers", List.copyOf(message.getTimeServersList()));
        put(dhcp, "arch", message.getArch());
        put(dhcp, "uefi", message.getUefi());
        put(dhcp, "iface_name", message.getIfaceName());
        Map<String, Object> ip = new LinkedHashMap<>();
        put(ip, "address", message.getIp().getAddress());
        put(ip, "netmask", message.getIp().getNetmask());
        put(ip, "gateway", message.getIp().getGateway());
        put(ip, "family", message.getIp().getFamily());
        put(dhcp, "ip", ip);
        return dhcp;
    }

    private static Map<String, Object> netboot(Netboot message) {
        Map<String, Object> netboot = new LinkedHashMap<>();
        put(netboot, "allow_pxe", message.getAllowPxe());
        put(netboot, "allow_workflow", message.getAllowWorkflow());
        Map<String, Object> ipxe = new LinkedHashMap<>();
        put(ipxe, "url", message.getIpxe().getUrl());
        put(ipxe, "contents", message.getIpxe().getContents());
        put(netboot, "ipxe", ipxe);
        Map<String, Object> osie = new LinkedHashMap<>();
        put(osie, "base_url", message.getOsie().getBaseUrl());
        put(osie, "kernel", message.getOsie().getKernel());
        put(osie, "initrd", message.getOsie().getInitrd());
        put(netboot, "osie", osie);
        return netboot;
    }

    /** A zero on the wire is a key that is not there. */
    private static void put(Map<String, Object> values, String key, Object value) {
        boolean nothing = switch (value) {
            case String text -> text.isEmpty();
            case Long number -> number == 0;
            case Boolean flag -> !flag;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
        if (!nothing) {
            values.put(key, value);
        }
    }
}
