package dev.kindling.tink.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Asks the Docker engine what it holds: one without a registry hangs for minutes when it is told to run anything else. */
final class DockerImages {

    private static final Path SOCKET = Path.of("/var/run/docker.sock");

    private DockerImages() {}

    /** Whether every image (name or name:tag) is there already. */
    static boolean hold(String... names) {
        if (!Files.exists(SOCKET)) {
            return false;
        }
        try {
            String images = get("/images/json");
            return Stream.of(names).allMatch(name -> images.contains("\"" + name));
        } catch (IOException _) {
            return false;
        }
    }

    private static String get(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(SOCKET));
            String request = "GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer.clear()) >= 0) {
                answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            }
            return answer.toString();
        }
    }
}
