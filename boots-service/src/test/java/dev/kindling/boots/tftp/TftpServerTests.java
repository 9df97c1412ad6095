package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.tftp.packet.MalformedPacketException;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "ports={0}, batches={1}")
@CsvSource({"MANY, true", "ONE, true", "MANY, false"})
class TftpServerTests {

    private static final TftpOption TSIZE = new TftpOption("tsize", "0");
    private static final TftpOption BLKSIZE = new TftpOption("blksize", "1468");

    /** So that the server does not repeat by itself because the machine is slow. */
    private static final TftpOption PATIENCE = new TftpOption("timeout", "60");

    @TempDir
    Path data;

    @Parameter(0)
    PortMode ports;

    @Parameter(1)
    boolean batches;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TestBoots boots;
    private TftpServer server;

    @BeforeEach
    void start() {
        boots = new TestBoots(data);
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        server = server(8);
    }

    @AfterEach
    void stop() {
        server.stop();
        boots.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1467, 1468, 1469, 2936, 100_000})
    void aFileArrivesWholeWithAndWithoutOptions(int size) throws Exception {
        byte[] bytes = random(size);
        boots.firmware("kernel8.img", bytes);
        try (TestTftpClient client = client()) {
            assertThat(client.fetch("1000000b/kernel8.img", TSIZE, BLKSIZE, PATIENCE))
                    .isEqualTo(bytes);
        }
        BootEvent done = boots.nextEvent();
        assertThat(done.kind()).isEqualTo("tftp.done");
        assertThat(done.mac()).contains(TestBoots.MAC);
        assertThat(done.facts())
                .containsEntry("file", "1000000b/kernel8.img")
                .containsEntry("bytes", String.valueOf(size))
                .containsEntry("retransmissions", "0");
        try (TestTftpClient client = client()) {
            assertThat(client.fetch("kernel8.img")).isEqualTo(bytes);
        }
    }

    @Test
    void blockNumbersRollOverOnTheWire() throws Exception {
        byte[] bytes = random(8 * 66_000 + 3);
        boots.firmware("kernel8.img", bytes);
        try (TestTftpClient client = client()) {
            assertThat(client.fetch("kernel8.img", new TftpOption("blksize", "8")))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void aProbeThatAbortsAfterTheConfirmationLeavesThePortFreeForTheRead() throws Exception {
        byte[] bytes = random(5000);
        boots.firmware("start4.elf", bytes);
        // No longer than that: a confirmation that is lost comes again.
        TftpOption patience = new TftpOption("timeout", "5");
        try (TestTftpClient client = client()) {
            for (int probe = 0; probe < 20; probe++) {
                client.request("start4.elf", TSIZE, BLKSIZE, patience);
                assertThat(client.receive())
                        .isEqualTo(new TftpPacket.OptionAcknowledgement(
                                List.of(BLKSIZE, new TftpOption("tsize", "5000"), patience)));
                client.send(new TftpPacket.Failure(0, "Early terminate"));
            }
            assertThat(client.fetch("start4.elf", TSIZE, BLKSIZE)).isEqualTo(bytes);
        }
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.done");
        assertThat(boots.eventKinds()).isEmpty();
        // On a busy machine an abort may come after the next request, which then is a repeated one.
        assertThat(requests("aborted") + requests("repeated")).isEqualTo(20);
    }

    @Test
    void aClientThatStopsInTheMiddleIsReported() throws Exception {
        boots.firmware("kernel8.img", random(5000));
        try (TestTftpClient client = client()) {
            client.request("kernel8.img");
            client.receive();
            client.acknowledge(1);
            client.receive();
            client.send(new TftpPacket.Failure(0, "Early terminate"));
        }
        BootEvent aborted = boots.nextEvent();
        assertThat(aborted.kind()).isEqualTo("tftp.aborted");
        assertThat(aborted.facts()).containsEntry("bytes", "512").containsEntry("outcome", "aborted");
    }

    @Test
    void aRepeatedRequestStartsNoSecondTransfer() throws Exception {
        boots.firmware("start4.elf", random(5000));
        try (TestTftpClient client = client()) {
            client.request("start4.elf", TSIZE, PATIENCE);
            client.receive();
            InetSocketAddress first = client.transfer();
            client.request("start4.elf", TSIZE, PATIENCE);
            client.acknowledge(0);
            assertThat(client.receive()).isInstanceOf(TftpPacket.Data.class);
            assertThat(client.transfer()).isEqualTo(first);
        }
    }

    @Test
    void aStrangerIsToldSoAndTheTransferGoesOn() throws Exception {
        boots.firmware("start4.elf", random(1000));
        try (TestTftpClient client = client();
                TestTftpClient stranger = client()) {
            client.request("start4.elf", PATIENCE);
            client.receive();
            client.acknowledge(0);
            assertThat(((TftpPacket.Data) client.receive()).block()).isEqualTo(1);
            stranger.sendTo(client.transfer(), ByteBuffer.wrap(new byte[] {0, 4, 0, 1}));
            assertThat(((TftpPacket.Failure) stranger.receive()).code()).isEqualTo(5);
            client.acknowledge(1);
            assertThat(((TftpPacket.Data) client.receive()).block()).isEqualTo(2);
        }
    }

    @Test
    void aLostAcknowledgementIsMadeUpForAfterOneSecond() throws Exception {
        boots.firmware("start4.elf", random(600));
        try (TestTftpClient client = client()) {
            long asked = System.nanoTime();
            client.request("start4.elf");
            TftpPacket first = client.receive();
            assertThat(client.receive()).isEqualTo(first);
            assertThat(System.nanoTime() - asked).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            client.acknowledge(1);
            TftpPacket second = client.receive();
            while (second.equals(first)) {
                second = client.receive();
            }
            assertThat(((TftpPacket.Data) second).block()).isEqualTo(2);
            client.acknowledge(2);
        }
        // TransferTests proves that it is exactly one, with a clock that is not the machine's.
        assertThat(Integer.parseInt(boots.nextEvent().facts().get("retransmissions")))
                .isPositive();
    }

    @Test
    void aMissingFileIsAnsweredAtOnceAndReported() throws Exception {
        try (TestTftpClient client = client()) {
            client.request("1000000b/recovery.elf", TSIZE);
            assertThat(client.receive()).isEqualTo(new TftpPacket.Failure(1, "file not found"));
        }
        BootEvent missing = boots.nextEvent();
        assertThat(missing.kind()).isEqualTo("tftp.missing");
        assertThat(missing.facts()).containsEntry("reason", "no_such_file");
    }

    @Test
    void anUnknownClientFindsNothingAndIsNotReported() throws Exception {
        boots.firmware("start4.elf", random(10));
        boots.machines().remove(TestBoots.MAC);
        try (TestTftpClient client = client()) {
            client.request("start4.elf");
            assertThat(client.receive()).isEqualTo(new TftpPacket.Failure(1, "file not found"));
        }
        assertThat(requests("missing")).isEqualTo(1);
        assertThat(boots.eventKinds()).isEmpty();
    }

    @Test
    void aBoardToldToBootItsOwnDiskIsReportedOnceForEachBootBeforeItIsAnswered() throws Exception {
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true));
        try (TestTftpClient client = client()) {
            client.request("1000000b/start4.elf", TSIZE, BLKSIZE);
            assertThat(client.receive())
                    .isEqualTo(new TftpPacket.OptionAcknowledgement(List.of(BLKSIZE, new TftpOption("tsize", "0"))));
            assertThat(boots.eventKinds()).containsExactly("boot.local");
            client.send(new TftpPacket.Failure(0, "Early terminate"));
            assertThat(client.fetch("1000000b/start4.elf", TSIZE, BLKSIZE)).isEmpty();
        }
        assertThat(boots.nextEvent().bootId()).isPresent();
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.done");
        assertThat(boots.eventKinds()).isEmpty();
    }

    /** A Pi 5 asks for no start4.elf: config.txt first, and at last for its kernel. */
    @Test
    void aPi5ToldToBootItsOwnDiskIsReportedOnceForEachBootByWhatItDoesNotFind() throws Exception {
        boots.firmware("start4.elf", random(10));
        boots.firmware("../eeprom-" + TestBoots.MAC + "/pieeprom.sig", random(10));
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true));
        try (TestTftpClient client = client()) {
            for (String name : List.of("config.txt", "config.txt")) {
                client.request("1000000b/" + name, TSIZE, BLKSIZE);
                assertThat(client.receive()).isEqualTo(new TftpPacket.Failure(1, "file not found"));
            }
            assertThat(client.fetch("1000000b/pieeprom.sig", TSIZE, BLKSIZE)).hasSize(10);
            for (String kind : List.of("boot.local", "tftp.missing", "tftp.missing", "tftp.done")) {
                assertThat(boots.nextEvent().kind()).isEqualTo(kind);
            }
            client.request("1000000b/kernel_2712.img", TSIZE, BLKSIZE);
            assertThat(client.receive()).isEqualTo(new TftpPacket.Failure(1, "file not found"));
        }
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.missing");
        assertThat(boots.nextEvent().kind()).isEqualTo("eeprom.current");
    }

    @Test
    void writingIsRefusedAndSoAreOtherModesBadNamesAndRubbish() throws Exception {
        assertError(2, "this server is read-only", "\0\2x\0octet\0");
        assertError(4, "mode must be octet", "\0\1start4.elf\0netascii\0");
        assertError(2, "a name has no segment '..'", "\0\1../../etc/passwd\0octet\0");
        assertError(2, "a name is not absolute", "\0\1/etc/passwd\0octet\0");
        assertError(2, "a name has no backslash", "\0\1..\\secret\0octet\0");
        assertError(
                4,
                "byte 30: the value of option octet does not end with a zero byte",
                "\0\1start4.elf\0/../../etc\0octet\0");
        assertError(4, "byte 0: operation code 99 is unknown", "\0\143");
        assertError(4, "byte 2: the file name does not end with a zero byte", "\0\1start");
        assertError(
                4,
                "byte 512: a request has at most 512 bytes (RFC 2347), this one has 513",
                "\0\1" + "x".repeat(1000) + "\0octet\0");
        assertThat(requests("refused")).isEqualTo(4);
        assertThat(requests("malformed")).isEqualTo(5);
    }

    @Test
    void aModeInCapitalsIsTheSameMode() throws Exception {
        boots.firmware("start4.elf", random(10));
        try (TestTftpClient client = client()) {
            client.requestRaw("\0\1start4.elf\0OcTeT\0".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.receive()).isInstanceOf(TftpPacket.Data.class);
        }
    }

    @Test
    void oneTransferTooManyIsToldSoAndTheOthersGoOn() throws Exception {
        boots.firmware("start4.elf", random(600));
        List<TestTftpClient> clients = new ArrayList<>();
        try (TestTftpClient late = client()) {
            for (int i = 0; i < 8; i++) {
                clients.add(client());
                clients.getLast().request("start4.elf", PATIENCE);
                assertThat(clients.getLast().receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
            }
            late.request("start4.elf");
            assertThat(late.receive()).isEqualTo(new TftpPacket.Failure(0, "busy, try again"));
            clients.getFirst().acknowledge(0);
            assertThat(clients.getFirst().rest(0, 512)).hasSize(600);
            boots.nextEvent();
            late.request("start4.elf");
            assertThat(late.receive()).isInstanceOf(TftpPacket.Data.class);
        } finally {
            clients.forEach(TestTftpClient::close);
        }
    }

    @Test
    void manyClientsAtOnceAllGetTheirBytes() throws Exception {
        server.stop();
        server = server(200);
        byte[] bytes = random(300_000);
        boots.firmware("kernel8.img", bytes);
        // No virtual ones: what carries those may have been started in the network namespace of another test.
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<byte[]>> fetched = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                fetched.add(threads.submit(() -> {
                    try (TestTftpClient client = client()) {
                        return client.fetch("kernel8.img", TSIZE, BLKSIZE);
                    }
                }));
            }
            for (Future<byte[]> each : fetched) {
                assertThat(each.get()).isEqualTo(bytes);
            }
        }
        for (int i = 0; i < 100; i++) {
            boots.nextEvent();
        }
        assertThat(meters.counter("boots.tftp.bytes").count()).isEqualTo(100 * 300_000.0);
    }

    @Test
    void aStoppedServerAnswersNobody() throws Exception {
        InetSocketAddress address = server.localAddress();
        server.stop();
        assertThat(server.isRunning()).isFalse();
        server = server(8);
        assertThat(server.localAddress()).isNotEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 1468})
    void curlFetchesTheSameBytes(int blockSize) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        byte[] bytes = random(250_000);
        boots.firmware("kernel8.img", bytes);
        Path target = data.resolve("fetched");
        Process curl = new ProcessBuilder(
                        "/usr/bin/curl",
                        "-sS",
                        "--max-time",
                        "120",
                        "--tftp-blksize",
                        String.valueOf(blockSize),
                        "-o",
                        target.toString(),
                        "tftp://127.0.0.1:" + server.localAddress().getPort() + "/1000000b/kernel8.img")
                .inheritIO()
                .start();
        assertThat(curl.waitFor()).isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
    }

    private void assertError(int code, String message, String request)
            throws IOException, MalformedPacketException, SocketTimeoutException {
        try (TestTftpClient client = client()) {
            client.requestRaw(request.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.receive()).isEqualTo(new TftpPacket.Failure(code, message));
        }
    }

    private TftpServer server(int maximumTransfers) {
        TftpProperties properties = new TftpProperties(null, 0, 1468, 64, maximumTransfers, 2, ports, 0, batches);
        TftpServer fresh = new TftpServer(
                properties,
                TestBoots.ADDRESS,
                boots.trees(),
                new TftpJournal(boots.reports(), meters, Clock.systemUTC()));
        fresh.start();
        return fresh;
    }

    private TestTftpClient client() throws IOException {
        return new TestTftpClient(server.localAddress());
    }

    private double requests(String outcome) {
        return meters.counter("boots.tftp.requests", "outcome", outcome).count();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
