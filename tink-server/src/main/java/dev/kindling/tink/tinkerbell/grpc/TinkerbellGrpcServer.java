package dev.kindling.tink.tinkerbell.grpc;

import dev.kindling.tink.tinkerbell.CompatibleService;
import dev.kindling.tink.tinkerbell.PortInUseException;
import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import dev.kindling.tink.workflow.grpc.CallRate;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Serves Tinkerbell's gRPC services on ports of their own. */
@Component
@ConditionalOnProperty("kindling.tink.tinkerbell.enabled")
class TinkerbellGrpcServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TinkerbellGrpcServer.class);
    private static final String PORT = "kindling.tink.tinkerbell.grpc.port";
    private static final String PLAINTEXT_PORT = "kindling.tink.tinkerbell.grpc.plaintext-port";

    private final TinkerbellProperties properties;
    private final TinkerbellAddresses addresses;
    private final List<CompatibleService> services;
    private final SslBundles bundles;
    private final CallRate rate;
    private final List<Server> servers = new ArrayList<>();
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("tinkerbell-", 0).factory());

    TinkerbellGrpcServer(
            TinkerbellProperties properties,
            TinkerbellAddresses addresses,
            List<CompatibleService> services,
            SslBundles bundles,
            CallRate rate) {
        this.properties = properties;
        this.addresses = addresses;
        this.services = services;
        this.bundles = bundles;
        this.rate = rate;
    }

    @Override
    public void start() {
        TinkerbellProperties.Grpc grpc = properties.grpc();
        int first = open(grpc.port(), grpc.tls() ? tls() : InsecureServerCredentials.create(), PORT);
        boolean second = grpc.plaintextPort() != TinkerbellProperties.NONE;
        int plaintext = second ? open(grpc.plaintextPort(), InsecureServerCredentials.create(), PLAINTEXT_PORT) : 0;
        addresses.boundGrpc(first, plaintext);
        announce(first, grpc.tls());
        if (second) {
            announce(plaintext, false);
        }
    }

    private int open(int port, ServerCredentials credentials, String property) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(properties.address(), port), credentials)
                .executor(calls)
                .intercept(new TinkerbellCaller(rate))
                .addService(ProtoReflectionServiceV1.newInstance());
        services.stream().map(CompatibleService::definition).forEach(builder::addService);
        try {
            Server server = builder.build().start();
            servers.add(server);
            return server.getPort();
        } catch (IOException e) {
            throw new PortInUseException(properties.address(), port, property, e);
        }
    }

    /** The bundle of Kindling's own door: its names are the site's, which is what clients check the authority against. */
    private ServerCredentials tls() {
        return TlsServerCredentials.newBuilder()
                .keyManager(bundles.getBundle("kindling").getManagers().getKeyManagers())
                .build();
    }

    /** A warning, on purpose: whoever switched this on should meet it in the log. */
    private void announce(int port, boolean tls) {
        LOG.atWarn()
                .addKeyValue("address", properties.address())
                .addKeyValue("port", port)
                .addKeyValue("tls", tls)
                .addKeyValue("services", names())
                .addKeyValue(
                        "opens",
                        "hardware, templates and workflows to read and change, and the work of every machine, to"
                                + " whoever reaches this port: Tinkerbell's protocols know no authentication")
                .log("tinkerbell.grpc-listening");
    }

    private List<String> names() {
        return services.stream()
                .map(CompatibleService::definition)
                .map(ServerServiceDefinition::getServiceDescriptor)
                .map(io.grpc.ServiceDescriptor::getName)
                .sorted()
                .toList();
    }

    @Override
    public void stop() {
        servers.forEach(Server::shutdown);
        for (Server server : servers) {
            try {
                if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
                    server.shutdownNow();
                }
            } catch (InterruptedException _) {
                server.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
        servers.clear();
        addresses.boundGrpc(0, 0);
        calls.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return !servers.isEmpty();
    }
}
