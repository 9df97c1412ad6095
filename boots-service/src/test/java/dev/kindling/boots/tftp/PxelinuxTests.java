package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.Netboot;
import dev.kindling.boots.tftp.packet.TftpError;
import dev.kindling.boots.tftp.packet.TftpPacket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What U-Boot finds over TFTP, by the names it asks for one after the other. */
class PxelinuxTests {

    private static final String OWN = "pxelinux.cfg/01-dc-a6-32-42-00-0b";

    @TempDir
    private Path data;

    private TestBoots boots;
    private TftpServer server;

    @BeforeEach
    void start() throws Exception {
        boots = new TestBoots(
                data,
                new ClassicProperties(false, "", "", "", "", "", "", "", ""),
                new BootsProperties.Nfs(true, null, 2049, 111, null));
        TftpProperties properties = new TftpProperties(null, 0, 1468, 64, 100, 1, PortMode.MANY, 0, true);
        TftpJournal journal = new TftpJournal(boots.reports(), new SimpleMeterRegistry(), Clock.systemUTC());
        server = new TftpServer(properties, TestBoots.ADDRESS, boots.trees(), journal);
        server.start();
        Path boot = Files.createDirectories(data.resolve("roots/one/boot"));
        Files.writeString(boot.resolve("vmlinuz-6.1.0-40-arm64"), "kernel");
        Files.createSymbolicLink(boot.resolve("vmlinuz"), Path.of("vmlinuz-6.1.0-40-arm64"));
        Files.writeString(boot.resolve("initrd.img"), "initramfs");
    }

    @AfterEach
    void stop() {
        server.stop();
        boots.close();
    }

    @Test
    void machineWithARootTreeFindsItsConfigurationKernelAndInitramfs() throws Exception {
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));

        String configuration = fetch(OWN);

        assertThat(configuration.lines())
                .containsSubsequence(
                        "DEFAULT kindling",
                        "LABEL kindling",
                        "  KERNEL dc-a6-32-42-00-0b/tree/vmlinuz",
                        "  INITRD dc-a6-32-42-00-0b/tree/initrd.img");
        assertThat(configuration)
                .contains("  APPEND ip=dhcp root=/dev/nfs nfsroot=127.0.0.1:/kindling/root,vers=3,")
                .contains(" systemd.hostname=k3s-control-plane kindling.server=127.0.0.1:42113 ")
                .contains(" kindling.nonce=");
        assertThat(fetch(OWN.toUpperCase(Locale.ROOT).replace("PXELINUX.CFG", "pxelinux.cfg")))
                .isEqualTo(configuration);
        assertThat(fetch("dc-a6-32-42-00-0b/tree/vmlinuz")).isEqualTo("kernel");
        assertThat(fetch("dc-a6-32-42-00-0b/tree/initrd.img")).isEqualTo("initramfs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pxelinux.cfg/5d1f0a2e-8a7b-4c1d-9a00-000000000001",
                "pxelinux.cfg/01-dc-a6-32-42-00-0c",
                "pxelinux.cfg/7F000001",
                "pxelinux.cfg/7F",
                "pxelinux.cfg/default-arm-bcm283x-rpi",
                "pxelinux.cfg/default",
                "dc-a6-32-42-00-0b/tree/vmlinuz-6.1.0-40-arm64",
                "dc-a6-32-42-00-0b/tree/config"
            })
    void otherNamesAreMissing(String name) throws Exception {
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));
        assertMissing(name);
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.missing");
    }

    @Test
    void configurationThatAPersonPutThereGoesFirst() throws Exception {
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));
        boots.firmware(OWN, "its own".getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(OWN)).isEqualTo("its own");
    }

    @Test
    void machineThatBootsItsDiskOrHasNoBootOrNoKernelInItsTreeFindsNone() throws Exception {
        MachineProfile board = boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        assertMissing(OWN);
        boots.nextEvent();

        boots.boot(board);
        Netboot elsewhere = new Netboot("", "", "http://mirror/hook", "", "");
        boots.machines().netboot(board.mac(), elsewhere);
        assertMissing(OWN);
        assertMissing("dc-a6-32-42-00-0b/tree/vmlinuz");

        boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true);
        assertMissing(OWN);
        assertMissing("dc-a6-32-42-00-0b/tree/vmlinuz");

        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        Files.delete(data.resolve("roots/one/boot/initrd.img"));
        assertMissing(OWN);
    }

    private void assertMissing(String name) throws Exception {
        try (TestTftpClient client = new TestTftpClient(server.localAddress())) {
            client.request(name);
            assertThat(client.receive())
                    .as(name)
                    .isEqualTo(TftpPacket.Failure.of(TftpError.FILE_NOT_FOUND, "file not found"));
        }
    }

    private String fetch(String name) throws Exception {
        try (TestTftpClient client = new TestTftpClient(server.localAddress())) {
            return new String(client.fetch(name), StandardCharsets.UTF_8);
        }
    }
}
