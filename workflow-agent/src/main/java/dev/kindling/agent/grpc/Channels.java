package dev.kindling.agent.grpc;

import dev.kindling.agent.tink.Tink;
import dev.kindling.agent.tls.PinnedTrust;
import dev.kindling.contract.SessionSecret;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Opens channels to tink-server for all boards of this process on the same few threads. */
public final class Channels implements AutoCloseable {

    private static final int THREADS = 2;

    private final EventLoopGroup events = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    private final ExecutorService callbacks = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "tink-callbacks");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * The port of one boot of one board.
     *
     * @param server HOST:PORT
     * @param local what the socket binds to
     */
    public Tink connect(String server, PinnedTrust trust, Optional<InetAddress> local, SessionSecret session) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + server)
                .eventLoopGroup(events)
                .channelType(NioSocketChannel.class)
                .executor(callbacks)
                .offloadExecutor(callbacks)
                .sslContext(tls(trust))
                .proxyDetector(address -> null)
                .maxInboundMessageSize(4 << 20);
        local.ifPresent(address -> builder.localSocketPicker(new BoundPicker(address)));
        ManagedChannel channel = builder.build();
        return new GrpcTink(channel, session);
    }

    private static SslContext tls(PinnedTrust trust) {
        try {
            return GrpcSslContexts.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(trust)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    @Override
    public void close() {
        callbacks.shutdown();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Binds to one address and any port. */
    private static final class BoundPicker extends NettyChannelBuilder.LocalSocketPicker {

        private final InetAddress address;

        BoundPicker(InetAddress address) {
            this.address = address;
        }

        @Override
        public java.net.SocketAddress createSocketAddress(
                java.net.SocketAddress remote, io.grpc.Attributes attributes) {
            return new InetSocketAddress(address, 0);
        }
    }
}
