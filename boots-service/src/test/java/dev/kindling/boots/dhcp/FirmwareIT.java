package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The computer most people have for trying things out: a virtual PC, whose network card has iPXE in its ROM. */
class FirmwareIT extends FirmwareLab {

    @Test
    void pcWithIpxeInItsRomRunsItsScriptAndStartsItsKernel() throws Exception {
        needs();
        serve("x86_64", TinyKernel.image());
        Firmware pc = pc();
        awaitAllRead(pc);
        assertThat(pc.console())
                .contains("Kindling: node (" + MAC + ") boots over the network")
                .contains(" kindling.mac=" + MAC + " kindling.nonce=");
        assertThat(boots.events("boot.started")).hasSize(1);
    }

    /** It is switched on first and declared then, as one does with a computer whose MAC address is on its screen. */
    @Test
    void pcThatNobodyDeclaredSaysSoAndStartsItsKernelOnceItIs() throws Exception {
        needs();
        serveUndeclared("x86_64", TinyKernel.image());
        Firmware pc = pc();
        RealClientsIT.await(() -> pc.console().contains("Kindling does not know this machine")
                && pc.console().contains("MAC address " + MAC));
        assertThat(boots.events("machine.discovered")).hasSize(1);
        assertThat(boots.read()).isEmpty();

        boots.know(MAC, ADDRESS, "x86_64");
        awaitAllRead(pc);
        assertThat(pc.console()).contains(" kindling.mac=" + MAC + " kindling.nonce=");
    }

    private void awaitAllRead(Firmware pc) throws Exception {
        pc.awaitEnd();
        // What it read to its end is told a moment after that.
        RealClientsIT.await(() -> boots.read().size() >= 3);
        assertThat(boots.read())
                .as(pc::console)
                .containsExactly(
                        "http ipxe/" + MAC + "/auto.ipxe",
                        "http osie/vmlinuz-x86_64, all of it",
                        "http osie/initramfs-x86_64, all of it");
    }

    private static void needs() {
        Segment.needs("/usr/bin/qemu-system-x86_64", "qemu-system-x86");
        Segment.needs("/usr/lib/ipxe/qemu/pxe-virtio.rom", "ipxe-qemu");
    }

    private Firmware pc() throws Exception {
        return Firmware.start(
                segment,
                data,
                MAC,
                "virtio-net-pci,bootindex=1",
                List.of(
                        "qemu-system-x86_64",
                        "-machine",
                        "pc,graphics=off",
                        "-m",
                        "128",
                        "-no-reboot",
                        "-device",
                        TinyKernel.EXIT_DEVICE));
    }
}
