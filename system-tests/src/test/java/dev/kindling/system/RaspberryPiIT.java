package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A Raspberry Pi 4, but for its VideoCore: boot loader, kernel, root over NFS, agent, workflow with an action in a container,
 * and a start from the disk that the workflow wrote, whose cloud-init asks hegel.
 */
class RaspberryPiIT {

    private static final Duration RUN = Duration.ofMinutes(30);
    private static final Duration INSTALLED = Duration.ofMinutes(20);

    @BeforeEach
    void needs() {
        Needs.orSkip("qemu-system-aarch64", "docker-registry", "openssl", "perl");
    }

    @Test
    void bareBoardBecomesANodeThatStartsFromItsDisk() throws Exception {
        NodeSystem system = NodeSystem.unpack("arm64");
        try (Lab lab = Lab.open("raspberry-pi", "arm64");
                Registry registry = Registry.start(lab)) {
            lab.configure("kindling.boots.commandline.extra: console=ttyAMA0 rootwait cgroup_enable=memory");
            lab.firmware();
            NodeImage image = NodeImage.make(lab, system);
            lab.inside(() -> {
                registry.push(lab.tree(), "arm64");
                provision(lab, image);
                return null;
            });
        }
    }

    private void provision(Lab lab, NodeImage image) throws Exception {
        Machine machine = Machine.RASPBERRY_PI;
        Path disk = lab.disk();
        BoardGuest board = new BoardGuest(lab, machine, disk);
        try (Workflow workflow =
                Workflow.order(lab, machine, Templates.node(), image.values("NoCloud"), Registry.SECRET)) {
            try {
                try (Guest guest = board.boot()) {
                    assertThat(guest.isOffWithin(RUN)).as(lab.console().end()).isTrue();
                }
                assertThat(workflow.kinds()).as(lab.console().end()).contains("action.rebooting");
                try (Guest guest = board.boot()) {
                    assertThat(guest.isOffWithin(INSTALLED))
                            .as(lab.console().end())
                            .isTrue();
                }
                assertThat(workflow.state()).isEqualTo("SUCCESS");
                workflow.assertRanInContainer(image, disk);
                image.assertSetUpByCloudInit(lab, disk, machine, "DataSourceNoCloudNet");
                assertThat(workflow.kinds())
                        .contains("boot.started", "tftp.done", "nfs.mounted", "machine.enrolled", "boot.local");
                workflow.assertPhonedHome();
                lab.assertArchiveUsed();
            } finally {
                workflow.keepTimeline(lab.artefact("timeline.jsonl"));
            }
        }
    }
}
