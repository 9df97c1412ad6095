package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are served, what happens to them meanwhile, and how many at a time. */
class TftpFileRuleTests extends TftpRuleFixture {

    /** Larger than what is kept in memory here. */
    private static final int LARGE = 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {5000, LARGE})
    @Rule(positive = "T20")
    void aFileReplacedInTheMiddleArrivesAsItWas(int size) throws Exception {
        byte[] before = file("kernel8.img", size);
        TestTftpClient client = client();
        client.request("kernel8.img", TSIZE);
        assertThat(client.receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
        client.acknowledge(0);
        Path fresh = Files.write(data.resolve("fresh"), new byte[size + 700]);
        Files.move(
                fresh,
                data.resolve("firmware/default/kernel8.img"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(rest(client)).isEqualTo(before);
        assertThat(client().fetch("kernel8.img")).isEqualTo(new byte[size + 700]);
    }

    @Test
    @Rule(negative = "T20")
    void aFileOverwrittenInTheMiddleNeverArrivesAsAMix() throws Exception {
        file("kernel8.img", LARGE);
        TestTftpClient client = client();
        client.request("kernel8.img");
        assertThat(block(client)).isEqualTo(1);
        Files.write(data.resolve("firmware/default/kernel8.img"), new byte[LARGE]);
        client.acknowledge(1);
        assertThat(rest(client)).as("an error in place of the last block").isNull();
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.failed");
        assertThat(client().fetch("kernel8.img")).isEqualTo(new byte[LARGE]);
    }

    @Test
    @Rule(positive = "T21")
    void regularFilesBelowTheRootAreServedAlsoByALink() throws Exception {
        byte[] bytes = file("overlays/real.dtbo", 700);
        Path root = data.resolve("firmware/default");
        Files.createSymbolicLink(root.resolve("soft"), Path.of("overlays/real.dtbo"));
        Files.createLink(root.resolve("hard"), root.resolve("overlays/real.dtbo"));
        for (String name : new String[] {"overlays/real.dtbo", "soft", "hard", "1000000b/soft"}) {
            assertThat(client().fetch(name)).as(name).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "overlays/../../../secret",
                "....//....//secret",
                "..\\secret",
                "%2e%2e/%2e%2e/secret",
                "/etc/hostname",
                "//etc/hostname",
                "C:/secret",
                "C:\\secret",
                "./start4.elf",
                "overlays//real.dtbo",
                "\u00e4",
                "outside",
                "outside-directory/secret",
                "zero",
                "fifo",
                "overlays",
                "1000000b/../../secret"
            })
    @Rule(negative = "T21")
    void nothingElseIsServedHoweverTheNameIsWritten(String name) throws Exception {
        file("overlays/real.dtbo", 10);
        Path root = data.resolve("firmware/default");
        Files.writeString(data.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("outside"), data.resolve("secret"));
        Files.createSymbolicLink(root.resolve("outside-directory"), data);
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));
        assertThat(new ProcessBuilder("mkfifo", root.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        TestTftpClient client = client();
        client.request(name);
        assertThat(error(client)).isBetween(1, 2);
    }

    @Test
    @Rule(positive = "T22")
    void transfersBeyondTheLimitAreToldSoAndTheOthersGoOn() throws Exception {
        server.stop();
        server = server(20, 0);
        file("start4.elf", 600);
        for (int i = 0; i < 20; i++) {
            client().request("start4.elf");
            assertThat(block(clients.getLast())).isEqualTo(1);
        }
        TestTftpClient late = client();
        late.request("start4.elf");
        assertThat(late.receive()).isEqualTo(new TftpPacket.Failure(0, "busy, try again"));
        clients.getFirst().acknowledge(1);
        assertThat(block(clients.getFirst())).isEqualTo(2);
        clients.getFirst().acknowledge(2);
        boots.nextEvent();
        late.request("start4.elf");
        assertThat(block(late)).isEqualTo(1);
    }

    @Test
    @Rule(negative = "T22")
    void aRefusedTransferKeepsNoFileOpen() throws Exception {
        server.stop();
        server = server(1, 0);
        file("kernel8.img", LARGE);
        client().request("kernel8.img");
        assertThat(block(clients.getLast())).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            TestTftpClient late = client();
            late.request("kernel8.img");
            assertThat(error(late)).isZero();
        }
        assertThat(openFiles("kernel8.img")).isEqualTo(1);
        assertThat(requests("busy")).isEqualTo(50);
    }

    @Test
    @Rule(positive = "T23", negative = "T23")
    void clientsThatDieLeaveNothingBehind() throws Exception {
        byte[] bytes = file("kernel8.img", LARGE);
        for (int i = 0; i < 100; i++) {
            client().request("kernel8.img", new TftpOption("timeout", "1"));
            clients.getLast().receive();
        }
        assertThat(openFiles("kernel8.img")).isEqualTo(100);
        clients.forEach(TestTftpClient::close);
        for (int i = 0; i < 100; i++) {
            assertThat(boots.nextEvent(Duration.ofSeconds(60)).facts()).containsEntry("outcome", "timed-out");
        }
        assertThat(openFiles("kernel8.img")).isZero();
        assertThat(client().fetch("kernel8.img", new TftpOption("blksize", "1468")))
                .isEqualTo(bytes);
    }

    @Test
    @Rule(positive = "T25", negative = "T25")
    void aFloodOfRequestsForMissingFilesDoesNotStopARunningTransfer() throws Exception {
        byte[] bytes = file("kernel8.img", 3_000_000);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        TestTftpClient flood = client();
        Thread flooding = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    flood.request("1000000b/missing" + sent.incrementAndGet());
                } catch (IOException e) {
                    over.set(true);
                }
            }
        });
        byte[] fetched =
                client().fetch("kernel8.img", new TftpOption("blksize", "1468"), new TftpOption("timeout", "8"));
        over.set(true);
        flooding.join();
        assertThat(fetched).isEqualTo(bytes);
        assertThat(sent).hasValueGreaterThan(1_000);
        assertThat(requests("missing")).isPositive();
    }

    /** What is still to come, acknowledged block by block; null when an error comes. */
    private static byte[] rest(TestTftpClient client) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (client.receive() instanceof TftpPacket.Data(int block, ByteBuffer payload)) {
            byte[] data = new byte[payload.remaining()];
            payload.get(data);
            bytes.writeBytes(data);
            client.acknowledge(block);
            if (data.length < 512) {
                return bytes.toByteArray();
            }
        }
        return null;
    }

    private long openFiles(String name) throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "/proc is not there to count open files");
        String file =
                data.resolve("firmware/default").toRealPath().resolve(name).toString();
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).toString().equals(file);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
