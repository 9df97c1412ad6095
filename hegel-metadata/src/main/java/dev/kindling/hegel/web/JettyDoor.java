package dev.kindling.hegel.web;

import java.net.InetSocketAddress;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Jetty on one port. */
final class JettyDoor {

    private static final Logger log = LoggerFactory.getLogger(JettyDoor.class);
    private static final int MAXIMUM_THREADS = 32;
    private static final int MINIMUM_THREADS = 4;

    private final String name;
    private final Server server;
    private final ServerConnector connector;

    /** @param name "http" or "https", also the property group */
    JettyDoor(String name, String address, int port, Handler handler, ConnectionFactory... protocols) {
        this.name = name;
        QueuedThreadPool threads = new QueuedThreadPool(MAXIMUM_THREADS, MINIMUM_THREADS);
        threads.setName("hegel-" + name);
        threads.setDaemon(true);
        // A handler that asks tink-server or waits for the directory holds no thread of the pool.
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, protocols);
        connector.setHost(address);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(handler);
    }

    static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        return configuration;
    }

    InetSocketAddress localAddress() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "hegel cannot listen on " + connector.getHost() + ":" + connector.getPort() + ": " + e.getMessage()
                            + " (kindling.hegel." + name + ".address, kindling.hegel." + name + ".port)",
                    e);
        }
        log.atInfo().addKeyValue("address", localAddress()).log(name + ".listening");
    }

    void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            log.atWarn().setCause(e).log(name + ".stop-failed");
        }
    }

    boolean isRunning() {
        return server.isRunning();
    }
}
