package dev.kindling.boots.nfs.rpc;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections and gives each a thread: a read waits for the disk and a write for the client's window, and neither
 * may hold up another machine.
 */
public final class RpcTcpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RpcTcpServer.class);
    private static final int BACKLOG = 512;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_COUNT = 6;
    private static final int STACK_BYTES = 256 * 1024;

    private final ServerSocketChannel listener;
    private final RpcDispatcher dispatcher;
    private final RpcLimits limits;
    private final Set<RpcConnection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("boots-nfs-sweep").factory());

    private RpcTcpServer(ServerSocketChannel listener, RpcDispatcher dispatcher, RpcLimits limits) {
        this.listener = listener;
        this.dispatcher = dispatcher;
        this.limits = limits;
    }

    /** Listens; connections are taken from the return on. */
    public static RpcTcpServer open(InetSocketAddress address, RpcDispatcher dispatcher, RpcLimits limits)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        RpcTcpServer server = new RpcTcpServer(listener, dispatcher, limits);
        Thread.ofPlatform().daemon().name("boots-nfs-accept").start(server::accept);
        server.sweeper.scheduleWithFixedDelay(server::sweep, 1, 1, TimeUnit.SECONDS);
        return server;
    }

    public int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** How many there are now. */
    public int connections() {
        return connections.size();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                accepted(listener.accept());
            } catch (AsynchronousCloseException e) {
                return;
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // Out of file descriptors, most likely: those who leave make room.
                log.atWarn().addKeyValue("reason", e.toString()).log("nfs.accept-failed");
                pause();
            }
        }
    }

    private void accepted(SocketChannel channel) throws IOException {
        if (!(channel.getRemoteAddress() instanceof InetSocketAddress remote)
                || !(remote.getAddress() instanceof Inet4Address address)) {
            channel.close();
            return;
        }
        RpcConnection connection = new RpcConnection(channel, address, dispatcher, limits);
        if (!hasRoom(connection)) {
            log.atWarn()
                    .addKeyValue("client", address.getHostAddress())
                    .addKeyValue("connections", connections.size())
                    .log("nfs.too-many-connections");
            connection.close();
            return;
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_COUNT);
        connections.add(connection);
        Thread.ofPlatform()
                .daemon()
                .name("boots-nfs-" + address.getHostAddress())
                .stackSize(STACK_BYTES)
                .start(() -> serve(connection));
    }

    private void serve(RpcConnection connection) {
        try {
            connection.serve();
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("client", connection.address().getHostAddress())
                    .setCause(e)
                    .log("nfs.connection-failed");
            connection.close();
        } finally {
            connections.remove(connection);
        }
    }

    private boolean hasRoom(RpcConnection connection) {
        RpcLimits.Connections most = limits.connections();
        if (connections.size() >= most.all()) {
            return false;
        }
        return connection.isKnown()
                ? connections.stream()
                                .filter(other -> other.address().equals(connection.address()))
                                .count()
                        < most.perKnown()
                : connections.stream().filter(other -> !other.isKnown()).count() < most.unknown();
    }

    private void sweep() {
        long now = System.nanoTime();
        connections.stream().filter(connection -> connection.isOverdue(now)).forEach(RpcConnection::close);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        sweeper.shutdownNow();
        listener.close();
        connections.forEach(RpcConnection::close);
    }
}
