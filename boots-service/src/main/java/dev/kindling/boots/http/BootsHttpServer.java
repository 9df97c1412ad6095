package dev.kindling.boots.http;

import dev.kindling.boots.PortUnavailableException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The web server, with GET and HEAD for a few fixed paths and nothing else. */
public final class BootsHttpServer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BootsHttpServer.class);
    private static final int MAXIMUM_THREADS = 64;
    private static final int MINIMUM_THREADS = 4;

    private final Server server;
    private final List<ServerConnector> connectors = new ArrayList<>();
    private final int port;
    private final IntConsumer bound;

    BootsHttpServer(Inet4Address address, int port, Handler... handlers) {
        this(List.of(address), port, _ -> {}, handlers);
    }

    /**
     * @param addresses to listen on, at the same port
     * @param bound told the port it really listens on
     */
    BootsHttpServer(List<Inet4Address> addresses, int port, IntConsumer bound, Handler... handlers) {
        this.port = port;
        this.bound = bound;
        QueuedThreadPool threads = new QueuedThreadPool(MAXIMUM_THREADS, MINIMUM_THREADS);
        threads.setName("boots-http");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        for (Inet4Address address : addresses) {
            ServerConnector connector = new FileConnector(server, new HttpConnectionFactory(configuration));
            connector.setHost(address.getHostAddress());
            connectors.add(connector);
            server.addConnector(connector);
        }
        server.setHandler(new ReadOnly(new Handler.Sequence(handlers)));
    }

    /** Where it really listens, on its first address. */
    public InetSocketAddress localAddress() {
        ServerConnector connector = connectors.getFirst();
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    @Override
    public void start() {
        open();
        try {
            server.start();
        } catch (Exception e) {
            stop();
            throw new IllegalStateException("HTTP did not start: " + e.getMessage(), e);
        }
        bound.accept(localAddress().getPort());
        for (ServerConnector connector : connectors) {
            log.atInfo()
                    .addKeyValue("address", new InetSocketAddress(connector.getHost(), connector.getLocalPort()))
                    .log("http.listening");
        }
    }

    /** One port at all addresses, also where any free one was asked for. */
    private void open() {
        int same = port;
        for (ServerConnector connector : connectors) {
            connector.setPort(same);
            try {
                connector.open();
            } catch (IOException e) {
                stop();
                IOException reason = e.getCause() instanceof BindException bind ? bind : e;
                throw new PortUnavailableException(
                        "HTTP", "kindling.boots.http", new InetSocketAddress(connector.getHost(), same), reason);
            }
            same = connector.getLocalPort();
        }
    }

    @Override
    public void stop() {
        try {
            server.stop();
            // Those that were opened by a start that came no further.
            connectors.forEach(ServerConnector::close);
        } catch (Exception e) {
            log.atWarn().setCause(e).log("http.stop-failed");
        }
    }

    @Override
    public boolean isRunning() {
        return server.isRunning();
    }

    /** Makes connections that have files sent by the kernel. */
    private static final class FileConnector extends ServerConnector {

        private FileConnector(Server server, HttpConnectionFactory http) {
            super(server, 1, 1, http);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            SocketChannelEndPoint endPoint = new FileEndPoint(channel, selector, key, getScheduler());
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }
    }

    /** Refuses every method but GET and HEAD, and says where nothing is found. */
    private static final class ReadOnly extends Handler.Wrapper {

        private ReadOnly(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
                response.getHeaders().put("Allow", "GET, HEAD");
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
                return true;
            }
            if (!super.handle(request, response, callback)) {
                Response.writeError(
                        request,
                        response,
                        callback,
                        HttpStatus.NOT_FOUND_404,
                        "this server has /images/NAME, /ipxe/MAC/auto.ipxe, /ipxe/MAC/vmlinuz, /ipxe/PROGRAM, /healthz and /metrics");
            }
            return true;
        }
    }
}
