package dev.kindling.tink.tinkerbell.classic.web;

import dev.kindling.tink.tinkerbell.PortInUseException;
import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Tinkerbell's HTTP port. */
@Component
@ConditionalOnProperty("kindling.tink.tinkerbell.enabled")
class ClassicHttpServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ClassicHttpServer.class);
    private static final int MOST_THREADS = 16;
    private static final int LEAST_THREADS = 4;

    private final TinkerbellProperties properties;
    private final TinkerbellAddresses addresses;
    private final Server server;
    private final ServerConnector connector;

    ClassicHttpServer(TinkerbellProperties properties, TinkerbellAddresses addresses, ClassicHandler handler) {
        this.properties = properties;
        this.addresses = addresses;
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("tinkerbell-http");
        threads.setDaemon(true);
        // A handler that waits for the database holds no thread of the pool.
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(properties.address());
        connector.setPort(properties.http().port());
        server.addConnector(connector);
        server.setHandler(handler);
    }

    @Override
    public void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new PortInUseException(
                    properties.address(), properties.http().port(), "kindling.tink.tinkerbell.http.port", e);
        }
        addresses.boundHttp(connector.getLocalPort());
        boolean open = properties.http().username().isEmpty()
                && properties.http().password().isEmpty();
        LOG.atWarn()
                .addKeyValue("address", properties.address())
                .addKeyValue("port", connector.getLocalPort())
                .addKeyValue("authentication", open ? "none" : "basic")
                .addKeyValue(
                        "opens",
                        open
                                ? "hardware, templates and workflows to read and change, to whoever reaches this port,"
                                        + " in clear"
                                : "hardware, templates and workflows to one name and password, sent in clear")
                .log("tinkerbell.http-listening");
    }

    @Override
    public void stop() {
        addresses.boundHttp(0);
        try {
            server.stop();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("tinkerbell.http-stop-failed");
        }
    }

    @Override
    public boolean isRunning() {
        return server.isRunning();
    }
}
