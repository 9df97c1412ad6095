package dev.kindling.provisioner.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A plain TCP balancer: every connection goes to one of the servers that answer, chosen at random. It knows no protocol. */
final class Balancer implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2000;

    private final ServerSocket listening;
    private final List<Integer> servers;
    private final Random random;

    Balancer(List<Integer> servers, long seed) throws IOException {
        this.servers = List.copyOf(servers);
        this.random = new Random(seed);
        this.listening = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("balancer").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                List<Integer> order = new ArrayList<>(servers);
                Collections.shuffle(order, random);
                Thread.ofVirtual().start(() -> serve(client, order));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket client, List<Integer> order) {
        try (client;
                Socket server = firstThatAnswers(order)) {
            Thread back = Thread.ofVirtual().start(() -> pump(server, client));
            pump(client, server);
            back.join();
        } catch (IOException nobody) {
            // The client sees its connection closed, as with any balancer whose servers are all away.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Socket firstThatAnswers(List<Integer> order) throws IOException {
        IOException last = new IOException("no server");
        for (int port : order) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return socket;
            } catch (IOException refused) {
                socket.close();
                last = refused;
            }
        }
        throw last;
    }

    /** One end closes both: half-open connections are nothing an agent makes. */
    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException broken) {
            closeBoth(from, to);
            return;
        }
        closeBoth(from, to);
    }

    private static void closeBoth(Socket one, Socket other) {
        try {
            one.close();
            other.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
