package dev.kindling.agent;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A container engine that knows every image, and whose containers end at once, as a test wishes. */
final class FakeEngine implements Closeable {

    /** The commands of the containers that were made, in their order. */
    final List<List<String>> created = Collections.synchronizedList(new ArrayList<>());
    /** How often somebody came. */
    final AtomicInteger connections = new AtomicInteger();
    /** Takes connections and says nothing. */
    volatile boolean hangs;

    volatile int exitCode;

    private final ServerSocketChannel server;

    FakeEngine(Path root) throws IOException {
        Path socket = root.resolve("var/run/docker.sock");
        Files.createDirectories(socket.getParent());
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "fake-engine");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        List<SocketChannel> hanging = new ArrayList<>();
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                connections.incrementAndGet();
                if (hangs) {
                    hanging.add(client);
                    continue;
                }
                try (client) {
                    answer(client);
                }
            } catch (IOException e) {
                continue;
            }
        }
    }

    private void answer(SocketChannel client) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(client));
        String request = line(in);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring(16));
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String answer = "{}";
        int status = 200;
        if (request.contains("/containers/create")) {
            List<String> command = new ArrayList<>();
            JsonObject json = JsonParser.parseString(body).getAsJsonObject();
            for (JsonElement word : json.getAsJsonArray("Cmd")) {
                command.add(word.getAsString());
            }
            created.add(command);
        } else if (request.startsWith("GET /containers/json")) {
            answer = "[]";
        } else if (request.matches("GET /containers/[^/]*/json.*")) {
            status = 404;
        } else if (request.contains("/logs")) {
            answer = "";
        } else if (request.contains("/wait")) {
            answer = "{\"StatusCode\":" + exitCode + "}";
        }
        client.write(ByteBuffer.wrap(
                ("HTTP/1.1 " + status + " Fine\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer)
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
