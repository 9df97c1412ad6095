package dev.kindling.tink.workflow.grpc;

import dev.kindling.tink.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A TCP proxy before PostgreSQL that cuts a connection at the moment the answer to a wanted COMMIT has come, and keeps that answer. */
final class CommitCutter implements AutoCloseable {

    /** CommandComplete: a type, a length of 11 and its tag, see PostgreSQL's "Message Formats". */
    private static final String COMMITTED = "C\0\0\0\u000bCOMMIT\0";

    private static final int CHUNK = 16_384;

    private final ServerSocket listening;
    private final TestDatabase database;
    private final URI real;
    private final AtomicReference<Wanted> wanted = new AtomicReference<>();
    private final AtomicInteger cuts = new AtomicInteger();

    CommitCutter(TestDatabase database) throws IOException {
        this.database = database;
        this.real = URI.create(database.url().substring("jdbc:".length()));
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("commit-cutter").start(this::accept);
    }

    /** The same database, reached through this. */
    TestDatabase database() {
        String url =
                "jdbc:postgresql://127.0.0.1:%d%s?sslmode=disable".formatted(listening.getLocalPort(), real.getPath());
        return new TestDatabase(url, database.username(), database.password());
    }

    /** A transaction that speaks of both. */
    private record Wanted(UUID workflow, String event) {

        boolean isNamedIn(String said) {
            return said.contains(workflow.toString()) || said.contains(binary(workflow));
        }

        private static String binary(UUID id) {
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** The next transaction that writes this event of this workflow commits, and nobody hears of it. */
    void cutNext(String workflow, String event) {
        wanted.set(new Wanted(UUID.fromString(workflow), event));
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(real.getHost(), real.getPort())) {
            Link link = new Link(client, server);
            Thread back = Thread.ofVirtual().start(link::answers);
            link.questions();
            back.join();
        } catch (IOException away) {
            // The client sees its connection closed.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        /** What its open transaction spoke of. */
        private volatile boolean workflow;

        private volatile boolean event;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void questions() {
            pump(client, server, said -> {
                Wanted it = wanted.get();
                if (it != null) {
                    workflow |= it.isNamedIn(said);
                    event |= said.contains(it.event());
                }
                return true;
            });
        }

        void answers() {
            pump(server, client, said -> {
                if (!said.contains(COMMITTED)) {
                    return true;
                }
                boolean cut = workflow && event && wanted.getAndSet(null) != null;
                workflow = false;
                event = false;
                if (cut) {
                    cuts.incrementAndGet();
                }
                return !cut;
            });
        }

        /** @param goesOn judges what came, with the end of what came before it, before it is passed on */
        private void pump(Socket from, Socket to, Predicate<String> goesOn) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] chunk = new byte[CHUNK];
                String before = "";
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    String now = before + new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
                    if (!goesOn.test(now)) {
                        return;
                    }
                    out.write(chunk, 0, length);
                    before = now.substring(Math.max(0, now.length() - COMMITTED.length() + 1));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
