package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.simulator.card.CardCheck;
import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.card.CardExpectation.PayloadFile;
import dev.kindling.simulator.card.CardExpectation.WrittenFile;
import dev.kindling.simulator.card.PartitionTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The image of a node, as it is served, and what must be on a disk it was streamed to.
 *
 * @param name of the file at {@code /images/}
 * @param sha256 of the file as it is served
 * @param payload SHA-256 of the largest file in it
 */
record NodeImage(String name, String sha256, String payload, List<CardExpectation.Partition> partitions) {

    private static final Duration MAKING = Duration.ofMinutes(10);
    private static final int ROOT = 2;
    private static final int BOOT = 1;
    private static final int SMALL = 8;

    /** Makes it from the lab's root tree and puts it where boots serves it. */
    static NodeImage make(Lab lab) throws IOException, InterruptedException {
        return make(lab, SMALL);
    }

    /** @param mebibytes of its payload, which no compression shrinks */
    static NodeImage make(Lab lab, int mebibytes) throws IOException, InterruptedException {
        return make(lab, mebibytes, "");
    }

    /** With Debian's systemd and cloud-init in place of busybox. */
    static NodeImage make(Lab lab, NodeSystem system) throws IOException, InterruptedException {
        return make(lab, 1, system.await().toString());
    }

    private static NodeImage make(Lab lab, int mebibytes, String system) throws IOException, InterruptedException {
        Path raw = lab.work().resolve("node.img");
        Path log = lab.artefact("image.log");
        Program.run(
                log,
                MAKING,
                Checkout.nodeImage().toString(),
                lab.tree().toString(),
                raw.toString(),
                String.valueOf(mebibytes),
                system);
        Path images = Files.createDirectories(lab.data().resolve("images"));
        Path packed = images.resolve("node.img.zst");
        Program.run(log, MAKING, "zstd", "-q", "-3", raw.toString(), "-o", packed.toString());
        String sum = Program.run(lab.work().resolve("sum"), MAKING, "sha256sum", packed.toString());
        return new NodeImage(
                "node.img.zst",
                sum.substring(0, sum.indexOf(' ')),
                Files.readString(raw.resolveSibling("node.img.payload")).strip(),
                PartitionTable.read(raw));
    }

    String values() {
        return values(false);
    }

    /** @param datasource by which cloud-init asks hegel: NoCloud or Ec2 */
    String values(String datasource) {
        return "{\"image\": \"%s\", \"image_sha256\": \"%s\", \"datasource\": \"%s\", \"hegel\": \"http://%s:50061\"}"
                .formatted(name, sha256, datasource, Lab.ADDRESS);
    }

    /** @param once whether a faulty node is to run the action that may run only once */
    String values(boolean once) {
        return "{\"image\": \"%s\", \"image_sha256\": \"%s\", \"once\": %s}".formatted(name, sha256, once);
    }

    /** The guest started from its disk and said so, and the disk is what it must be. */
    void assertInstalled(Lab lab, Path disk, Machine machine) throws IOException, InterruptedException {
        assertSaidSo(lab, machine);
        assertThat(problems(disk, machine, List.of())).isEmpty();
    }

    /**
     * As above, and what is there and said was asked from hegel.
     *
     * @param source as cloud-init names it in its last words
     */
    void assertSetUpByCloudInit(Lab lab, Path disk, Machine machine, String source)
            throws IOException, InterruptedException {
        assertSaidSo(lab, machine);
        assertThat(lab.console().text()).containsPattern("Cloud-init v.* finished at .*Datasource " + source);
        WrittenFile written = new WrittenFile(ROOT, "/etc/node", text("user-data of " + machine.name() + "\n"));
        assertThat(problems(disk, machine, List.of(written))).isEmpty();
    }

    private void assertSaidSo(Lab lab, Machine machine) throws IOException {
        assertThat(lab.console().text())
                .as(lab.console().end())
                .contains("INSTALLED hostname " + machine.name())
                .contains("INSTALLED seed address=" + machine.address())
                .contains("INSTALLED payload " + payload);
    }

    /** A file of the disk's second partition, written by a workflow. */
    void assertHas(Path disk, String path, String contents) throws IOException, InterruptedException {
        CardExpectation expectation =
                new CardExpectation(partitions, List.of(), List.of(new WrittenFile(ROOT, path, text(contents))));
        assertThat(new CardCheck(expectation).problems(disk)).isEmpty();
    }

    /** What differs between the disk and what it must hold; empty if nothing does. */
    private List<String> problems(Path disk, Machine machine, List<WrittenFile> more)
            throws IOException, InterruptedException {
        List<WrittenFile> written = new ArrayList<>(more);
        written.add(new WrittenFile(ROOT, "/etc/hostname", text(machine.name() + "\n")));
        written.add(new WrittenFile(BOOT, "/user-data", text("address=" + machine.address() + "\n")));
        return new CardCheck(
                        new CardExpectation(partitions, List.of(new PayloadFile(ROOT, "/payload", payload)), written))
                .problems(disk);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
