package dev.kindling.agent.image;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A server of one file that cuts connections, changes the file, or knows no ranges, as a test wishes. */
public final class ImageServer implements Closeable {

    private final ServerSocket socket;
    public volatile byte[] content;
    volatile String tag = "\"v1\"";
    /** Each connection delivers at most so many bytes of the body. */
    public volatile int cutAfter = Integer.MAX_VALUE;

    volatile boolean ranges = true;
    volatile int status = 200;
    volatile boolean chunked;
    final List<String> requestedRanges = Collections.synchronizedList(new ArrayList<>());
    final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    final List<InetAddress> clients = Collections.synchronizedList(new ArrayList<>());

    public ImageServer(byte[] content) throws IOException {
        this.content = content;
        this.socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/images/node.img");
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                // An accept that was waiting may still hand out a connection made just after close().
                if (socket.isClosed()) {
                    return;
                }
                clients.add(client.getInetAddress());
                answer(client);
            } catch (IOException e) {
                continue;
            }
        }
    }

    private void answer(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        int from = 0;
        boolean valid = true;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            heads.add(line);
            if (line.startsWith("Range: bytes=")) {
                requestedRanges.add(line.substring(13));
                from = Integer.parseInt(line.substring(13, line.length() - 1));
            }
            if (line.startsWith("If-Range: ")) {
                valid = line.substring(10).equals(tag);
            }
        }
        boolean partial = from > 0 && ranges && valid;
        int start = partial ? from : 0;
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + (partial ? 206 : status) + " Fine\r\nETag: " + tag + "\r\n");
        if (partial) {
            head.append("Content-Range: bytes " + start + "-" + (content.length - 1) + "/" + content.length + "\r\n");
        }
        head.append(
                chunked
                        ? "Transfer-Encoding: chunked\r\n\r\n"
                        : "Content-Length: " + (content.length - start) + "\r\n\r\n");
        OutputStream out = client.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        int n = Math.min(cutAfter, content.length - start);
        if (chunked) {
            out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(content, start, n);
        if (chunked) {
            out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
