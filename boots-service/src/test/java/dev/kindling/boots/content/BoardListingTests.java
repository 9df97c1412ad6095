package dev.kindling.boots.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.content.BoardListing.Entry;
import dev.kindling.boots.ipxe.PxelinuxFiles;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardListingTests {

    @TempDir
    private Path data;

    @Test
    void whatUBootReadsIsListedWithoutTheNonce() throws Exception {
        Path boot = Files.createDirectories(data.resolve("roots/one/boot"));
        Files.writeString(boot.resolve("vmlinuz"), "kernel");
        Files.writeString(boot.resolve("initrd.img"), "initramfs");
        ClassicProperties classic = new ClassicProperties(false, "", "", "", "", "", "", "", "");
        try (TestBoots boots = new TestBoots(data, classic, new BootsProperties.Nfs(true, null, 2049, 111, null))) {
            BoardListing listing = new BoardListing(
                    new FirmwareChoice(data.resolve("firmware")),
                    boots.bean(BootFiles.class),
                    boots.machines(),
                    new IpxeFiles(boots.programs(), boots.scripts(), boots.bean(PxelinuxFiles.class)));

            Map<String, Entry> entries =
                    listing.of(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true)).entries().stream()
                            .collect(Collectors.toMap(Entry::name, Function.identity()));

            assertThat(entries).containsKeys("tree/vmlinuz", "tree/initrd.img");
            assertThat(entries.get("pxelinux.cfg/01-dc-a6-32-42-00-0b").text().orElseThrow())
                    .contains("KERNEL dc-a6-32-42-00-0b/tree/vmlinuz")
                    .contains("kindling.nonce=<nonce>");
            assertThat(listing.of(boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true))
                            .entries())
                    .extracting(Entry::name)
                    .doesNotContain("tree/vmlinuz", "pxelinux.cfg/01-dc-a6-32-42-00-0b");
        }
    }
}
