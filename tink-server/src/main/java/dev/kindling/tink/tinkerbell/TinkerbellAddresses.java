package dev.kindling.tink.tinkerbell;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** The ports that were really bound, for whoever asked for port 0; 0 while nothing listens. */
@Component
public class TinkerbellAddresses {

    private final AtomicInteger grpc = new AtomicInteger();
    private final AtomicInteger plaintext = new AtomicInteger();
    private final AtomicInteger http = new AtomicInteger();

    /** The first gRPC port, and the second, plaintext one where there is one. */
    public void boundGrpc(int port, int plaintextPort) {
        grpc.set(port);
        plaintext.set(plaintextPort);
    }

    public void boundHttp(int port) {
        http.set(port);
    }

    public int grpcPort() {
        return grpc.get();
    }

    public int plaintextPort() {
        return plaintext.get();
    }

    public int httpPort() {
        return http.get();
    }
}
