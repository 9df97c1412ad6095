package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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
        assertThat(client.rest(0, 512)).isEqualTo(before);
        assertThat(client().fetch("kernel8.img")).isEqualTo(new byte[size + 700]);
    }

    @Test
    @Rule(negative = "T20")
    void aFileOverwrittenInTheMiddleNeverArrivesAsAMix() throws Exception {
        file("kernel8.img", LARGE);
        Path file = data.resolve("firmware/default/kernel8.img");
        // Else its time of change may be the same before and after, where the file system's clock is coarse.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        TestTftpClient client = client();
        client.request("kernel8.img");
        assertThat(block(client)).isEqualTo(1);
        Files.write(file, new byte[LARGE]);
        client.acknowledge(1);
        assertThatThrownBy(() -> client.rest(1, 512))
                .as("an error in place of the last block")
                .hasMessageContaining("the file cannot be read");
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
            assertThat(block(asking("start4.elf"))).isEqualTo(1);
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
        assertThat(block(asking("kernel8.img"))).isEqualTo(1);
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
        TestTftpClient client = client();
        // Longer than the wait for the flood, short enough to make up for an acknowledgement that drowns in it.
        client.request("kernel8.img", new TftpOption("blksize", "1468"), new TftpOption("timeout", "20"));
        assertThat(client.receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        TestTftpClient flood = client();
        FutureTask<Void> flooding = new FutureTask<>(() -> {
            while (!over.get()) {
                flood.request("1000000b/missing" + sent.incrementAndGet());
            }
            return null;
        });
        Thread.ofPlatform().daemon().start(flooding);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (sent.get() <= 1_000 || requests("missing") == 0) {
            assertThat(System.nanoTime()).as("the flood of %s", sent).isLessThan(deadline);
            Thread.sleep(10);
        }
        client.acknowledge(0);
        assertThat(client.rest(0, 1468)).isEqualTo(bytes);
        assertThat(flooding.isDone()).as("the flood has ended by itself").isFalse();
        over.set(true);
        flooding.get(60, TimeUnit.SECONDS);
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
