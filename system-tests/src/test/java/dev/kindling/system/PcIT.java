package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A PC with iPXE in its network card: DHCP, script, kernel, root over NFS, agent, workflow, and a start from the disk that
 * the workflow wrote, whose cloud-init asks hegel. One action runs in a container: Docker in the root tree, in memory; the
 * registry wants TLS and a password, which is a secret of the machine.
 */
class PcIT {

    private static final Duration WORKFLOW = Duration.ofMinutes(30);
    private static final Duration INSTALLED = Duration.ofMinutes(20);

    @BeforeEach
    void needs() {
        Needs.orSkip("qemu-system-x86_64", "syslinux", "docker-registry", "openssl", "perl");
    }

    /** Its own system asks hegel as Tinkerbell's users let it: by EC2's tree. */
    @Test
    void bareMachineBecomesANodeThatStartsFromItsDisk() throws Exception {
        NodeSystem system = NodeSystem.unpack("amd64");
        try (Lab lab = Lab.open("pc", "amd64");
                Registry registry = Registry.start(lab)) {
            NodeImage image = NodeImage.make(lab, system);
            lab.inside(() -> {
                registry.push(lab.tree(), "amd64");
                provision(lab, image);
                return null;
            });
        }
    }

    private void provision(Lab lab, NodeImage image) throws Exception {
        Path disk = lab.disk();
        try (Workflow workflow =
                        Workflow.order(lab, Machine.PC, Templates.node(), image.values("Ec2"), Registry.SECRET);
                Guest guest = Guest.pc(Guest.Hardware.of(lab, Machine.PC, disk))) {
            guest.powerOn();
            try {
                assertThat(workflow.end(guest, WORKFLOW))
                        .as(lab.console().end())
                        .isEqualTo("SUCCESS");
                assertThat(guest.isOffWithin(INSTALLED)).as(lab.console().end()).isTrue();
                image.assertSetUpByCloudInit(lab, disk, Machine.PC, "DataSourceEc2");
                workflow.assertRanInContainer(image, disk);
                assertThat(workflow.kinds())
                        .contains("boot.started", "nfs.mounted", "machine.enrolled", "action.rebooting", "boot.local");
                workflow.assertPhonedHome();
                lab.assertArchiveUsed();
            } finally {
                workflow.keepTimeline(lab.artefact("timeline.jsonl"));
            }
        }
    }
}
