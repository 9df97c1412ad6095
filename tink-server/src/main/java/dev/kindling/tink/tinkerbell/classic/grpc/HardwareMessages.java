package dev.kindling.tink.tinkerbell.classic.grpc;

import dev.kindling.proto.tinkerbell.hardware.Dhcp;
import dev.kindling.proto.tinkerbell.hardware.Hardware;
import dev.kindling.proto.tinkerbell.hardware.Interface;
import dev.kindling.proto.tinkerbell.hardware.Ip;
import dev.kindling.proto.tinkerbell.hardware.Ipxe;
import dev.kindling.proto.tinkerbell.hardware.Netboot;
import dev.kindling.proto.tinkerbell.hardware.Network;
import dev.kindling.proto.tinkerbell.hardware.Osie;
import dev.kindling.tink.hardware.document.HardwareDocument;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Between the message and the document; a zero on the wire is a key that is not there. */
@Component
class HardwareMessages {

    private final JsonMapper json;

    HardwareMessages(JsonMapper json) {
        this.json = json;
    }

    Map<String, Object> document(Hardware message) {
        Map<String, Object> document = new LinkedHashMap<>();
        put(document, "id", message.getId());
        if (message.getVersion() != 0) {
            document.put("version", message.getVersion());
        }
        if (!message.getMetadata().isEmpty()) {
            document.put("metadata", metadata(message.getMetadata()));
        }
        document.put(
                "network",
                Map.of(
                        "interfaces",
                        message.getNetwork().getInterfacesList().stream()
                                .map(HardwareMessages::networkInterface)
                                .toList()));
        return document;
    }

    private Map<String, Object> metadata(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, Object>>() {});
        } catch (JacksonException notJson) {
            throw Refusal.unknown("metadata is not a JSON object: " + notJson.getOriginalMessage());
        }
    }

    private static Map<String, Object> networkInterface(Interface message) {
        Map<String, Object> both = new LinkedHashMap<>();
        if (message.hasDhcp()) {
            both.put("dhcp", dhcp(message.getDhcp()));
        }
        if (message.hasNetboot()) {
            both.put("netboot", netboot(message.getNetboot()));
        }
        return both;
    }

    private static Map<String, Object> dhcp(Dhcp message) {
        Map<String, Object> dhcp = new LinkedHashMap<>();
        // As Tinkerbell stored it: lower case (issue tink#278).
        put(dhcp, "mac", message.getMac().toLowerCase(java.util.Locale.ROOT));
        put(dhcp, "hostname", message.getHostname());
        if (message.getLeaseTime() != 0) {
            dhcp.put("lease_time", message.getLeaseTime());
        }
        putList(dhcp, "name_servers", message.getNameServersList());
        putList(dhcp, "time_servers", message.getTimeServersList());
        put(dhcp, "arch", message.getArch());
        putFlag(dhcp, "uefi", message.getUefi());
        put(dhcp, "iface_name", message.getIfaceName());
        if (message.hasIp()) {
            Map<String, Object> ip = new LinkedHashMap<>();
            put(ip, "address", message.getIp().getAddress());
            put(ip, "netmask", message.getIp().getNetmask());
            put(ip, "gateway", message.getIp().getGateway());
            if (message.getIp().getFamily() != 0) {
                ip.put("family", message.getIp().getFamily());
            }
            dhcp.put("ip", ip);
        }
        return dhcp;
    }

    private static Map<String, Object> netboot(Netboot message) {
        Map<String, Object> netboot = new LinkedHashMap<>();
        putFlag(netboot, "allow_pxe", message.getAllowPxe());
        putFlag(netboot, "allow_workflow", message.getAllowWorkflow());
        if (message.hasIpxe()) {
            Map<String, Object> ipxe = new LinkedHashMap<>();
            put(ipxe, "url", message.getIpxe().getUrl());
            put(ipxe, "contents", message.getIpxe().getContents());
            netboot.put("ipxe", ipxe);
        }
        if (message.hasOsie()) {
            Map<String, Object> osie = new LinkedHashMap<>();
            put(osie, "base_url", message.getOsie().getBaseUrl());
            put(osie, "kernel", message.getOsie().getKernel());
            put(osie, "initrd", message.getOsie().getInitrd());
            netboot.put("osie", osie);
        }
        return netboot;
    }

    private static void put(Map<String, Object> values, String key, String text) {
        if (!text.isEmpty()) {
            values.put(key, text);
        }
    }

    private static void putFlag(Map<String, Object> values, String key, boolean flag) {
        if (flag) {
            values.put(key, true);
        }
    }

    private static void putList(Map<String, Object> values, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            values.put(key, List.copyOf(texts));
        }
    }

    Hardware message(dev.kindling.tink.hardware.Hardware hardware) {
        HardwareDocument document = HardwareDocument.of(hardware.document());
        Hardware.Builder message =
                Hardware.newBuilder().setId(hardware.id().toString()).setVersion(version(hardware.document()));
        if (hardware.document().get("metadata") instanceof Map<?, ?> metadata) {
            message.setMetadata(json.writeValueAsString(metadata));
        }
        Network.Builder network = Network.newBuilder();
        document.interfaces().forEach(each -> network.addInterfaces(message(each)));
        return message.setNetwork(network).build();
    }

    private static long version(Map<String, Object> document) {
        return document.get("version") instanceof Number number ? number.longValue() : 0;
    }

    private static Interface message(NetworkInterface face) {
        Dhcp dhcp = Dhcp.newBuilder()
                .setMac(face.mac().text())
                .setHostname(face.hostname())
                .setLeaseTime(face.leaseSeconds())
                .addAllNameServers(face.nameServers())
                .addAllTimeServers(face.timeServers())
                .setArch(face.arch())
                .setUefi(face.uefi())
                .setIfaceName(face.interfaceName())
                .setIp(Ip.newBuilder()
                        .setAddress(face.address().address())
                        .setNetmask(face.address().netmask())
                        .setGateway(face.address().gateway())
                        .setFamily(face.address().address().isEmpty() ? 0 : 4))
                .build();
        Netboot.Builder netboot =
                Netboot.newBuilder().setAllowPxe(face.allowPxe()).setAllowWorkflow(face.allowWorkflow());
        if (!face.ipxe().url().isEmpty() || !face.ipxe().contents().isEmpty()) {
            netboot.setIpxe(Ipxe.newBuilder()
                    .setUrl(face.ipxe().url())
                    .setContents(face.ipxe().contents()));
        }
        if (!face.osie().equals(new HardwareDocument.Osie("", "", ""))) {
            netboot.setOsie(Osie.newBuilder()
                    .setBaseUrl(face.osie().baseUrl())
                    .setKernel(face.osie().kernel())
                    .setInitrd(face.osie().initrd()));
        }
        return Interface.newBuilder().setDhcp(dhcp).setNetboot(netboot).build();
    }
}
