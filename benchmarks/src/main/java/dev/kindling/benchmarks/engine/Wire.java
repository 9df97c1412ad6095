package dev.kindling.benchmarks.engine;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;

/** A TLS connection for each agent, as real agents have, all on the same few threads, as one machine must. */
final class Wire implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final SslContext trust;
    private final int port;

    Wire(Path authority, int port) {
        this.port = port;
        try {
            trust = GrpcSslContexts.forClient().trustManager(authority.toFile()).build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    ManagedChannel connect(Fleet.Member member) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + member.session().bearer());
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .sslContext(trust)
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .executor(executor)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                .build();
    }

    @Override
    public void close() {
        loops.shutdownGracefully();
        executor.shutdownNow();
    }
}
