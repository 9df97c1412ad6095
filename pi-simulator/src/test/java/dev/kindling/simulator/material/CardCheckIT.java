package dev.kindling.simulator.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.simulator.card.CardCheck;
import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.card.CardExpectation.WrittenFile;
import dev.kindling.simulator.card.CardFault;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import dev.kindling.simulator.tool.Command;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs mtools and e2fsprogs. The card is written here by mtools and debugfs, not by the agent. */
class CardCheckIT {

    @TempDir
    private static Path directory;

    private static DemoMaterial material;
    private static SampleNode node;
    private static Path finished;

    private Path card;
    private CardCheck check;

    @BeforeAll
    static void makeFinishedCard() throws Exception {
        for (String tool : List.of("mformat", "mke2fs", "debugfs")) {
            boolean found = List.of("/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/").stream()
                    .anyMatch(path -> Files.isExecutable(Path.of(path + tool)));
            Assumptions.assumeTrue(found, "skipped: " + tool + " is not installed (packages mtools, e2fsprogs)");
        }
        material = DemoMaterial.prepare(directory.resolve("cache"), _ -> {});
        node = Sample.open(Path.of("../deploy/samples/k3s-rpi4"))
                .onLoopback()
                .nodes(5)
                .get(4);
        finished = directory.resolve("finished.img");
        try (InputStream in =
                new ZstdInputStream(Files.newInputStream(material.images().resolve(material.imageName())))) {
            Files.copy(in, finished);
        }
        for (WrittenFile file : node.expectation().written()) {
            write(finished, file);
        }
    }

    @BeforeEach
    void copyCard() throws IOException {
        card = directory.resolve("card.img");
        Files.copy(finished, card, StandardCopyOption.REPLACE_EXISTING);
        check = new CardCheck(node.expectation());
    }

    @Test
    void finishedCardIsRight() throws Exception {
        assertThat(check.problems(card)).isEmpty();
    }

    @Test
    void materialIsServedFromTheCacheTheSecondTime() throws Exception {
        List<String> made = new ArrayList<>();
        assertThat(DemoMaterial.prepare(directory.resolve("cache"), made::add)).isEqualTo(material);
        assertThat(made).isEmpty();
        assertThat(material.imageBytes()).isGreaterThan(48L << 20);
        assertThat(material.firmware().resolve("default/start4.elf")).hasSize(2_255_072);
    }

    @Test
    void emptyCardHasNoPartitionTable() throws Exception {
        Files.write(card, new byte[1 << 20]);
        assertThat(check.problems(card))
                .singleElement()
                .asString()
                .contains("partition table")
                .contains("card has []");
    }

    @Test
    void flippedBitInThePartitionTableIsSeen() throws Exception {
        flip(446 + 16 + 8);
        assertThat(check.problems(card)).singleElement().asString().contains("partition table");
    }

    @Test
    void flippedByteInAWrittenFileIsNamedWithItsOffset() throws Exception {
        WrittenFile file = written("/user-data");
        flip(find(file.contents()) + 17);
        assertThat(check.problems(card))
                .singleElement()
                .asString()
                .startsWith("1:/user-data differs at byte 17: expected 0x74 't', card has 0x75 'u'");
    }

    @Test
    void flippedByteInThePayloadIsSeen() throws Exception {
        long middleOfTheRootPartition = (81_920 + 114_688 / 2) * 512L;
        flip(middleOfTheRootPartition);
        assertThat(check.problems(card)).singleElement().asString().startsWith("2:/usr/lib/demo/payload-");
    }

    @Test
    void missingFilesAreNamed() throws Exception {
        Command.of("mdel", "-i", card + "@@" + 8_192 * 512, "::/meta-data").run();
        Command.of("debugfs", "-w", "-R", "rm /etc/rancher/k3s/config.yaml", card + "?offset=" + 81_920 * 512)
                .run();
        assertThat(check.problems(card))
                .hasSize(2)
                .allMatch(problem -> problem.contains("no such file"))
                .anyMatch(problem -> problem.startsWith("1:/meta-data"))
                .anyMatch(problem -> problem.startsWith("2:/etc/rancher/k3s/config.yaml"));
    }

    @Test
    void faultsPutInOnPurposeAreSeen() throws Exception {
        new CardFault(card, node.expectation()).flipByte();
        assertThat(check.problems(card)).singleElement().asString().startsWith("1:/cmdline.txt differs at byte");
        new CardFault(card, node.expectation()).removeFile();
        assertThat(check.problems(card)).singleElement().asString().startsWith("1:/cmdline.txt: expected");
    }

    @Test
    void fileOfAnotherNodeIsSeen() throws Exception {
        CardExpectation other = Sample.open(Path.of("../deploy/samples/k3s-rpi4"))
                .onLoopback()
                .nodes(4)
                .get(3)
                .expectation();
        assertThat(new CardCheck(other).problems(card))
                .anyMatch(problem -> problem.startsWith("2:/etc/rancher/k3s/config.yaml differs at byte"));
    }

    private WrittenFile written(String path) {
        return node.expectation().written().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private long find(byte[] contents) throws IOException {
        byte[] all = Files.readAllBytes(card);
        String text = new String(all, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(contents, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private void flip(long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(card, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            channel.write(one, offset);
        }
    }

    private static void write(Path card, WrittenFile file) throws Exception {
        Path source = Files.write(directory.resolve("source"), file.contents());
        if (file.partition() == 1) {
            Command.of("mcopy", "-o", "-i", card + "@@" + 8_192 * 512, source.toString(), "::" + file.path())
                    .run();
        } else {
            for (String request :
                    List.of("mkdir /etc/rancher", "mkdir /etc/rancher/k3s", "write " + source + " " + file.path())) {
                Command.of("debugfs", "-w", "-R", request, card + "?offset=" + 81_920 * 512)
                        .run();
            }
        }
    }
}
