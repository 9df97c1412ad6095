package dev.kindling.boots.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.report.BootEvent;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel sends of a file, seen by clients slower than it. */
class SentFileTests {

    private static final long STRETCH = 1L << 30;
    private static final int PATIENCE_MILLIS = 120_000;

    @TempDir
    Path data;

    private TestBoots boots;
    private BootsHttpServer server;
    private Path images;

    @BeforeEach
    void start() throws IOException {
        boots = new TestBoots(data);
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        images = data.resolve("images");
        HttpJournal journal = new HttpJournal(
                boots.machines(),
                boots.reports(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.systemUTC(),
                new LocalBoots());
        server = new BootsHttpServer(
                TestBoots.ADDRESS,
                0,
                new ImageHandler(
                        new ImageStore(images), journal, Clock.offset(Clock.systemUTC(), Duration.ofHours(1))));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        boots.close();
    }

    /** Two stretches, and neither fits into a socket: every write is taken up again many times. */
    @Test
    void fileLongerThanAStretchArrivesWithEveryByteInItsPlace() throws Exception {
        byte[] marks = "left|right".getBytes(StandardCharsets.US_ASCII);
        long seam = 7 + STRETCH;
        try (RandomAccessFile file =
                new RandomAccessFile(images.resolve("sparse.img").toFile(), "rw")) {
            file.setLength(seam + 1_000_000);
            file.seek(seam - 5);
            file.write(marks);
        }
        try (Socket socket = connect(1 << 16)) {
            InputStream in = ask(socket, "/images/sparse.img", "Range: bytes=7-\r\nConnection: close\r\n");
            assertThat(head(in)).startsWith("HTTP/1.1 206 ");
            in.skipNBytes(seam - 5 - 7);
            assertThat(in.readNBytes(marks.length)).isEqualTo(marks);
            in.skipNBytes(1_000_000 - 5);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(boots.nextEvent().facts()).containsEntry("bytes", Long.toString(STRETCH + 1_000_000));
    }

    @Test
    void connectionServesFilesOneAfterAnother() throws Exception {
        byte[] first = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        Files.write(images.resolve("first.img"), first);
        Files.createFile(images.resolve("empty.img"));
        try (Socket socket = connect(1 << 16)) {
            for (int i = 0; i < 3; i++) {
                InputStream in = ask(socket, "/images/first.img", "");
                assertThat(head(in)).startsWith("HTTP/1.1 200 ").contains("Content-Length: 100000\r\n");
                assertThat(in.readNBytes(first.length)).isEqualTo(first);
                assertThat(head(ask(socket, "/images/empty.img", "")))
                        .startsWith("HTTP/1.1 200 ")
                        .contains("Content-Length: 0\r\n");
                String refused = head(ask(socket, "/images/none.img", "Connection: keep-alive\r\n"));
                assertThat(refused).startsWith("HTTP/1.1 404 ");
                in.skipNBytes(contentLength(refused));
            }
        }
    }

    /** A client must never take half of a file for the whole. */
    @Test
    void fileCutOffMeanwhileBreaksTheConnectionAndIsAFailure() throws Exception {
        Path image = images.resolve("cut.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        long received;
        try (Socket socket = connect(1 << 12)) {
            InputStream in = ask(socket, "/images/cut.img", "");
            assertThat(head(in)).contains("Content-Length: 100000000\r\n");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(1_000);
            }
            received = in.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(received).isLessThan(100_000_000);
        BootEvent failed = boots.nextEvent();
        assertThat(failed.kind()).isEqualTo("http.failed");
        assertThat(failed.facts().get("failure")).contains("cut off at byte");
    }

    /** Its bytes would be of two versions. */
    @Test
    void fileWrittenToMeanwhileBreaksTheConnectionToo() throws Exception {
        Path image = images.resolve("changed.img");
        Files.write(image, new byte[20_000_000]);
        Files.setLastModifiedTime(image, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        long received;
        try (Socket socket = connect(1 << 12)) {
            InputStream in = ask(socket, "/images/changed.img", "");
            assertThat(head(in)).contains("Content-Length: 20000000\r\n");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.seek(15_000_000);
                file.write(1);
            }
            received = in.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(received).isLessThan(20_000_000);
        assertThat(boots.nextEvent().facts().get("failure")).contains("was written to while it was read");
    }

    @Test
    void fileThatAnotherTookThePlaceOfArrivesAsItWas() throws Exception {
        Path image = images.resolve("replaced.img");
        Files.write(image, new byte[20_000_000]);
        Files.writeString(images.resolve("next.part"), "next");
        try (Socket socket = connect(1 << 12)) {
            InputStream in = ask(socket, "/images/replaced.img", "");
            assertThat(head(in)).contains("Content-Length: 20000000\r\n");
            Files.move(images.resolve("next.part"), image, StandardCopyOption.REPLACE_EXISTING);
            assertThat(in.readNBytes(20_000_000)).isEqualTo(new byte[20_000_000]);
        }
    }

    private Socket connect(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", server.localAddress().getPort()));
        return socket;
    }

    private static InputStream ask(Socket socket, String path, String headers) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket.getInputStream();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("the answer ends in its head: %s", head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    private static long contentLength(String head) {
        String name = "content-length: ";
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(name) + name.length();
        return Long.parseLong(lower.substring(at, lower.indexOf('\r', at)));
    }
}
