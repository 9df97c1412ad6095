package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PC on its way, and what may happen to it and to the provisioner meanwhile. */
class FaultsIT {

    private static final Duration BOOT = Duration.ofMinutes(20);
    private static final Duration ACTION = Duration.ofMinutes(15);
    private static final Duration WORKFLOW = Duration.ofMinutes(30);
    private static final Duration INSTALLED = Duration.ofMinutes(20);
    private static final int PAYLOAD_MIB = 64;
    private static final double SOME = 0.25;
    private static final int ROOT_READS = 3;

    @BeforeEach
    void needs() {
        Needs.orSkip("qemu-system-x86_64", "syslinux");
    }

    /** The same process serves the root, the image and the agent: none of them may notice more than a pause. */
    @Test
    void provisionerIsRestartedUnderARunningNodeAndKilledInTheStream() throws Exception {
        try (Lab lab = Lab.open("provisioner-killed", "amd64")) {
            NodeImage image = NodeImage.make(lab, PAYLOAD_MIB);
            lab.inside(() -> {
                provisionerAway(lab, image);
                return null;
            });
        }
    }

    private void provisionerAway(Lab lab, NodeImage image) throws Exception {
        Path disk = lab.disk();
        try (Workflow workflow = Workflow.order(lab, Machine.PC, Templates.faulty(), image.values());
                Guest guest = Guest.pc(Guest.Hardware.of(lab, Machine.PC, disk))) {
            try {
                guest.powerOn();
                workflow.awaitRunning("read-root", BOOT);
                lab.kindling().close();
                lab.start();
                workflow.awaitProgress("stream-image", SOME, ACTION);
                lab.kindling().kill();
                lab.start();
                assertEndsWell(lab, workflow, guest, image);
                assertThat(new HashSet<>(lines(workflow.log("read-root"))))
                        .as("what is read of the root is right, whenever it is read")
                        .containsExactly(sumOfModules(lab));
                assertThat(workflow.kinds().stream().filter("action.started"::equals))
                        .as("no action is run twice for the provisioner's sake")
                        .hasSize(5);
            } finally {
                workflow.keepTimeline(lab.artefact("timeline.jsonl"));
            }
        }
    }

    /**
     * An action that may not be repeated is not: a person says what becomes of its workflow, and the next one goes on. One
     * that may be is, from the beginning.
     */
    @Test
    void guestLosesItsPowerInAnActionThatMayRunOnceAndInTheStream() throws Exception {
        try (Lab lab = Lab.open("power-cut", "amd64")) {
            NodeImage image = NodeImage.make(lab, PAYLOAD_MIB);
            lab.inside(() -> {
                powerCut(lab, image);
                return null;
            });
        }
    }

    private void powerCut(Lab lab, NodeImage image) throws Exception {
        Path disk = lab.disk();
        try (Workflow forbidden = Workflow.order(lab, Machine.PC, Templates.faulty(), image.values(true));
                Workflow workflow = forbidden.another("faulty", image.values(false));
                Guest guest = Guest.pc(Guest.Hardware.of(lab, Machine.PC, disk))) {
            try {
                guest.powerOn();
                forbidden.awaitRunning("only-once", BOOT);
                guest.powerOff();
                guest.powerOn();
                forbidden.await(BOOT, "HELD", () -> forbidden.state().equals("HELD") ? "HELD" : "");
                assertThat(forbidden.reason()).contains("only-once");
                forbidden.decide("fail");
                assertThat(forbidden.end(guest, ACTION)).isEqualTo("FAILED");
                assertThat(forbidden.reason()).contains("only-once", "an operator gave it up");
                assertThat(forbidden.action("only-once").path("attempt").asInt())
                        .isEqualTo(1);
                workflow.awaitProgress("stream-image", SOME, ACTION);
                guest.powerOff();
                guest.powerOn();
                assertEndsWell(lab, workflow, guest, image);
                assertThat(workflow.action("stream-image").path("attempt").asInt())
                        .isEqualTo(2);
            } finally {
                workflow.keepTimeline(lab.artefact("timeline.jsonl"));
            }
        }
    }

    private static void assertEndsWell(Lab lab, Workflow workflow, Guest guest, NodeImage image) throws Exception {
        assertThat(workflow.end(guest, WORKFLOW)).as(lab.console().end()).isEqualTo("SUCCESS");
        assertThat(guest.isOffWithin(INSTALLED)).as(lab.console().end()).isTrue();
        image.assertInstalled(lab, lab.work().resolve("disk.img"), Machine.PC);
    }

    private static List<String> lines(String log) {
        List<String> lines =
                log.lines().filter(line -> line.matches("[0-9a-f]{64} .*")).toList();
        assertThat(lines).as(log).hasSize(ROOT_READS);
        return lines.stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }

    private static String sumOfModules(Lab lab) throws Exception {
        String sum = Program.run(
                lab.work().resolve("modules"),
                ACTION,
                "sh",
                "-c",
                "cat " + lab.tree() + "/usr/lib/jvm/*/lib/modules | sha256sum");
        return sum.substring(0, sum.indexOf(' '));
    }
}
