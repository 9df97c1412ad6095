package dev.kindling.tink.testing;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Channels to a server's gRPC door, closed together. */
public final class Channels implements AutoCloseable {

    private final TinkServer server;
    private final List<ManagedChannel> open = new ArrayList<>();

    public Channels(TinkServer server) {
        this.server = server;
    }

    public Channel inProcess() {
        return opened(InProcessChannelBuilder.forName(server.inProcess()).build());
    }

    /** TLS with the certificate of a service ("boots", "hegel"), trusting the server's CA. */
    public Channel as(String service) {
        return as(service, server.data().resolve("pki"));
    }

    /** TLS with a key pair of another directory. */
    public Channel as(String service, Path pki) {
        try {
            TlsChannelCredentials.Builder credentials = trusting();
            credentials.keyManager(
                    pki.resolve(service + ".pem").toFile(),
                    pki.resolve(service + ".key").toFile());
            return tls(credentials);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** TLS without a client certificate, as an agent connects. */
    public Channel anonymous() {
        return tls(trusting());
    }

    /** TLS without a client certificate, as a person connects, with a token in every call. */
    public Channel withToken(String token) {
        return withToken(anonymous(), token);
    }

    /** A channel with a token in every call. */
    public static Channel withToken(Channel channel, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public void close() {
        open.forEach(ManagedChannel::shutdownNow);
    }

    private TlsChannelCredentials.Builder trusting() {
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(server.data().resolve("pki/ca.pem").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Channel tls(TlsChannelCredentials.Builder credentials) {
        return opened(Grpc.newChannelBuilder("127.0.0.1:" + server.grpcPort(), credentials.build())
                .build());
    }

    private Channel opened(ManagedChannel channel) {
        open.add(channel);
        return channel;
    }
}
