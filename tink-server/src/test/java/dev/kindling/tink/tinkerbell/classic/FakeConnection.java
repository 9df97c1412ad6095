package dev.kindling.tink.tinkerbell.classic;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** How Tinkerbell's clients connect: up to v0.6 by the certificate at TINKERBELL_CERT_URL, later also in plaintext. */
public final class FakeConnection {

    private FakeConnection() {}

    /** Up to v0.6: fetches the roots in clear, then checks the host name against them. */
    public static ManagedChannel trusting(String certUrl, String authority) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(certUrl))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            byte[] pem =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
            return Grpc.newChannelBuilder(
                            authority,
                            TlsChannelCredentials.newBuilder()
                                    .trustManager(new ByteArrayInputStream(pem))
                                    .build())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** From v0.7 on with TINKERBELL_TLS=false. */
    public static ManagedChannel plaintext(String authority) {
        return Grpc.newChannelBuilder(authority, InsecureChannelCredentials.create())
                .build();
    }
}
