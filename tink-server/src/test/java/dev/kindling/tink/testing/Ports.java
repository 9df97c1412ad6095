package dev.kindling.tink.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback interface for servers that go away and come back. */
public final class Ports {

    private static final int TRIES = 100;

    private Ports() {}

    /** Below those that any outgoing connection may be given while the server is away. */
    public static int free() {
        for (int tried = 0; ; tried++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                if (tried == TRIES) {
                    throw new UncheckedIOException(taken);
                }
            }
        }
    }
}
