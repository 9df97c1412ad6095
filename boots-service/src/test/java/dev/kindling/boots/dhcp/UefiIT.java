package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UEFI computers in QEMU load iPXE over TFTP or HTTP, and with it their kernel; each takes a quarter of a minute, on a busy machine some. */
class UefiIT extends FirmwareLab {

    private static final Path PACKAGED = Path.of("/usr/lib/ipxe");

    /** Switches PXE off, so that the firmware boots over HTTP at once. */
    private static final List<String> HTTP_ONLY = List.of(
            "-fw_cfg",
            "name=opt/org.tianocore/IPv4PXESupport,string=n",
            "-fw_cfg",
            "name=opt/org.tianocore/IPv6PXESupport,string=n");

    @Test
    void pcFetchesIpxeByTftpAndThenItsKernel() throws Exception {
        needsX64();
        serve("x86_64", Files.readAllBytes(PACKAGED.resolve("ipxe.efi")));
        assertThat(readUntilInitramfs(x64(List.of())))
                .containsSubsequence(
                        "tftp ipxe.efi",
                        "http ipxe/" + MAC + "/auto.ipxe",
                        "http osie/vmlinuz-x86_64, all of it",
                        "http osie/initramfs-x86_64, all of it");
        assertThat(boots.events("boot.started")).hasSize(1);
    }

    @Test
    void pcFetchesIpxeByHttpAndThenItsKernel() throws Exception {
        needsX64();
        serve("x86_64", Files.readAllBytes(PACKAGED.resolve("ipxe.efi")));
        assertThat(readUntilInitramfs(x64(HTTP_ONLY)))
                .containsSubsequence(
                        "http ipxe/ipxe.efi",
                        "http ipxe/" + MAC + "/auto.ipxe",
                        "http osie/vmlinuz-x86_64, all of it",
                        "http osie/initramfs-x86_64, all of it");
        assertThat(boots.events("boot.started")).hasSize(1);
    }

    @Test
    void armServerFetchesIpxeByHttpAndThenItsKernel() throws Exception {
        Segment.needs("/usr/bin/qemu-system-aarch64", "qemu-system-arm");
        Segment.needs("/usr/share/AAVMF/AAVMF_CODE.fd", "qemu-efi-aarch64");
        Path program = arm64Program();
        Files.createDirectories(data.resolve("ipxe"));
        Files.copy(program, data.resolve("ipxe/ipxe-arm64.efi"));
        serve("aarch64", Files.readAllBytes(program));
        assertThat(readUntilInitramfs(arm64(HTTP_ONLY)))
                .containsSubsequence(
                        "http ipxe/ipxe-arm64.efi",
                        "http ipxe/autoexec.ipxe",
                        "http ipxe/" + MAC + "/auto.ipxe",
                        "http osie/vmlinuz-aarch64, all of it",
                        "http osie/initramfs-aarch64, all of it");
        assertThat(boots.events("boot.started")).hasSize(1);
    }

    /** Beside a router: iPXE comes by TFTP or HTTP, says that nobody declared the PC, and boots it when somebody has. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pcThatNobodyDeclaredWaitsForIt(boolean byHttp) throws Exception {
        needsX64();
        serveUndeclared("x86_64", Files.readAllBytes(PACKAGED.resolve("ipxe.efi")));
        Firmware computer = Firmware.start(
                segment, data, MAC, "virtio-net-pci,romfile=,bootindex=1", x64(byHttp ? HTTP_ONLY : List.of()));
        computer.await(() -> computer.console().contains("Kindling does not know this machine"));
        assertThat(boots.read()).isEmpty();
        boots.know(MAC, ADDRESS, "x86_64");
        computer.await(() -> boots.read().stream().anyMatch(read -> read.contains("initramfs")));
        assertThat(boots.read())
                .containsSubsequence(
                        "http ipxe/" + MAC + "/auto.ipxe",
                        "http osie/vmlinuz-x86_64, all of it",
                        "http osie/initramfs-x86_64, all of it");
        assertThat(boots.events("boot.started")).hasSize(1);
    }

    private List<String> readUntilInitramfs(List<String> machine) throws Exception {
        // Without a ROM of its own the card is driven by the firmware.
        Firmware computer = Firmware.start(segment, data, MAC, "virtio-net-pci,romfile=,bootindex=1", machine);
        computer.await(() -> boots.read().stream().anyMatch(read -> read.contains("initramfs")));
        assertThat(computer.console()).contains("Kindling: node (" + MAC + ") boots over the network");
        return boots.read();
    }

    private static void needsX64() {
        Segment.needs("/usr/bin/qemu-system-x86_64", "qemu-system-x86");
        Segment.needs("/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf");
        Segment.needs("/usr/lib/ipxe/ipxe.efi", "ipxe");
    }

    private List<String> x64(List<String> more) throws Exception {
        List<String> machine = new ArrayList<>(List.of("qemu-system-x86_64", "-machine", "q35", "-m", "512"));
        machine.addAll(flash("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"));
        machine.addAll(more);
        return machine;
    }

    private List<String> arm64(List<String> more) throws Exception {
        List<String> machine =
                new ArrayList<>(List.of("qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a57", "-m", "512"));
        machine.addAll(flash("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"));
        machine.addAll(more);
        return machine;
    }

    private List<String> flash(String code, String variables) throws Exception {
        Path own = Files.copy(Path.of(variables), data.resolve("variables"));
        return List.of(
                "-drive",
                "if=pflash,format=raw,readonly=on,file=" + code,
                "-drive",
                "if=pflash,format=raw,file=" + own,
                "-device",
                "virtio-rng-pci",
                "-no-reboot");
    }

    /** Debian 12 has none, so its successor's is fetched once. */
    private Path arm64Program() throws Exception {
        String name = "ipxe-arm64.efi";
        if (Files.exists(PACKAGED.resolve(name))) {
            return PACKAGED.resolve(name);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        Path directory = home.resolve("kindling/ipxe");
        if (!Files.exists(directory)) {
            Segment.needs("/usr/bin/mmdebstrap", "mmdebstrap");
            Path aside = Files.createDirectories(home.resolve("kindling"))
                    .resolve("ipxe." + ProcessHandle.current().pid());
            Segment.run("../deploy/ipxe/fetch", aside.toString());
            Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
        }
        return directory.resolve(name);
    }
}
