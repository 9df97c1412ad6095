package dev.kindling.tink.site.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections that hold a place and bring nothing: beyond the limit of one address, and those whose request lines drip in.
 * Jetty's own idle timeout begins anew with every byte, so that a byte every few seconds would keep a connection for ever.
 */
final class RestConnections extends Handler.Wrapper implements Connection.Listener {

    private static final Logger log = LoggerFactory.getLogger(RestConnections.class);
    private static final long UNSEEN = Long.MIN_VALUE;

    private final Duration headerTime;
    private final int perAddress;
    private final LongSupplier nanos;
    private final Map<Connection, Held> open = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param nanos a clock that never jumps */
    RestConnections(RestLimits limits, LongSupplier nanos) {
        this.headerTime = limits.headerTime();
        this.perAddress = limits.connectionsPerAddress();
        this.nanos = nanos;
    }

    /** What is known of one connection; only touched by the sweep and, between two requests, by its own. */
    private static final class Held {

        /** Its channel does not tell it any more once it is closed. */
        private final InetAddress address;

        private volatile boolean serving;
        /** Bytes when its last request ended; a new connection has to bring its first without delay. */
        private volatile long atRest = -1;

        private long waitingSince = UNSEEN;

        Held(InetAddress address) {
            this.address = address;
        }
    }

    @Override
    public void onOpened(Connection connection) {
        // The connection inside of TLS comes here too, and is the one that is served.
        if (connection instanceof SslConnection) {
            return;
        }
        InetAddress address = address(connection);
        open.put(connection, new Held(address));
        int now = byAddress.merge(address, 1, Integer::sum);
        if (now > perAddress) {
            log.atWarn()
                    .addKeyValue("address", address.getHostAddress())
                    .addKeyValue("limit", perAddress)
                    .log("rest.too-many-connections");
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Held held = open.remove(connection);
        if (held != null) {
            byAddress.computeIfPresent(held.address, (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        Held held = open.get(connection);
        if (held != null) {
            held.serving = true;
            Request.addCompletionListener(request, _ -> {
                held.atRest = connection.getBytesIn();
                held.serving = false;
            });
        }
        return super.handle(request, response, callback);
    }

    /** Once a second or so; never at the same time twice. */
    void sweep() {
        long now = nanos.getAsLong();
        open.forEach((connection, held) -> {
            if (isComplete(connection, held)) {
                held.waitingSince = UNSEEN;
            } else if (held.waitingSince == UNSEEN) {
                held.waitingSince = now;
            } else if (now - held.waitingSince > headerTime.toNanos()) {
                log.atInfo()
                        .addKeyValue("address", held.address.getHostAddress())
                        .addKeyValue("seconds", headerTime.toSeconds())
                        .log("rest.slow-request");
                connection.getEndPoint().close();
            }
        });
    }

    private static boolean isComplete(Connection connection, Held held) {
        return held.serving || connection.getBytesIn() == held.atRest;
    }

    private static InetAddress address(Connection connection) {
        SocketAddress peer = connection.getEndPoint().getRemoteSocketAddress();
        return peer instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
    }
}
