package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** U-Boot in QEMU finds its configuration by its MAC address, and with it the kernel of its root tree. */
class UBootIT extends FirmwareLab {

    private static final Path PROGRAM = Path.of("/usr/lib/u-boot/qemu_arm64/u-boot.bin");

    /** One line: while it waits for the network, U-Boot throws away what is typed. */
    private static final String TYPED = "\nsetenv autoload no; dhcp; pxe get; pxe boot\n";

    @Test
    void armBoardReadsItsConfigurationAndTheKernelOfItsTree() throws Exception {
        Segment.needs("/usr/bin/qemu-system-aarch64", "qemu-system-arm");
        Segment.needs(PROGRAM.toString(), "u-boot-qemu");
        Path boot = Files.createDirectories(data.resolve("roots/one/boot"));
        Files.write(boot.resolve("vmlinuz"), new byte[100_001]);
        byte[] initramfs = new byte[300_001];
        new Random(5).nextBytes(initramfs);
        Files.write(boot.resolve("initrd.img"), initramfs);
        Segment.Host server = segment.host("srv", "02:00:00:00:77:02", SERVER + "/24");
        boots = TestService.start(
                server,
                data,
                SERVER,
                Map.of("kindling.boots.dhcp.mode", "reservation", "kindling.boots.nfs.enabled", "true"));
        boots.know(MAC, ADDRESS, "aarch64");
        List<String> machine = List.of(
                "qemu-system-aarch64",
                "-machine",
                "virt",
                "-cpu",
                "cortex-a57",
                "-m",
                "512",
                "-bios",
                PROGRAM.toString(),
                "-no-reboot");

        // Of a virtio card U-Boot 2023.01 misreads the MAC address.
        Firmware computer = Firmware.start(segment, data, MAC, "e1000,romfile=", machine, TYPED);

        String own = MAC.replace(':', '-');
        computer.await(() -> boots.read().contains("tftp " + own + "/tree/vmlinuz"));
        assertThat(boots.read())
                .containsExactly(
                        "tftp pxelinux.cfg/01-" + own,
                        "tftp " + own + "/tree/initrd.img",
                        "tftp " + own + "/tree/vmlinuz");
        computer.await(() -> computer.console().contains("append: ip=dhcp root=/dev/nfs nfsroot=" + SERVER + ":"));
    }
}
