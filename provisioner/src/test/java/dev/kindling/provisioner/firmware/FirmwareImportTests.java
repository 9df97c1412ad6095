package dev.kindling.provisioner.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.provisioner.firmware.FirmwareStore.Version;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FirmwareImportTests {

    @TempDir
    private Path scratch;

    private Path data;
    private FirmwareStore store;

    @BeforeEach
    void store() throws IOException {
        data = Files.createDirectories(scratch.resolve("data"));
        store = FirmwareStore.in(data);
        System.setProperty("kindling.home", "..");
    }

    @Test
    void imageBringsBootFilesModulesAndInitramfs() throws Exception {
        assumeTool("depmod");
        assumeTool("cpio");
        Path root = Files.createDirectories(scratch.resolve("os"));
        FakePi.modules(root.resolve("usr/lib/modules"), FakePi.RELEASE);
        FakePi.modules(root.resolve("usr/lib/modules"), "6.12.25+rpt-rpi-2712");
        Path image = FakePi.image(scratch, FakePi.bootFiles(scratch.resolve("boot"), FakePi.RELEASE), root);
        Path tree = FakePi.rootTree(data, "debian");

        Version version = importing(Optional.of(new RootTree(tree))).run(List.of(image), Optional.empty());

        assertThat(version).isEqualTo(new Version(FakePi.RELEASE, FakePi.RELEASE, "debian", "raspios.img"));
        Path files = data.resolve("firmware").resolve(FakePi.RELEASE);
        assertThat(files.resolve("start4.elf")).hasBinaryContent(new byte[] {0x7f, 'E', 'L', 'F', 1});
        assertThat(files.resolve("overlays/README")).hasContent("overlays");
        assertThat(files.resolve("config.txt")).as("boots makes its own").doesNotExist();
        assertThat(namesIn(files.resolve("initramfs8")))
                .contains(
                        "init",
                        "bin/busybox",
                        "etc/kernel-names",
                        "lib/modules/" + FakePi.RELEASE + "/kernel/fs/overlayfs/overlay.ko");
        assertThat(tree.resolve("usr/lib/modules/" + FakePi.RELEASE + "/kernel/fs/overlayfs/overlay.ko"))
                .hasContent("module");
        assertThat(tree.resolve("usr/lib/modules/6.12.25+rpt-rpi-2712")).doesNotExist();
        assertThat(store.versions()).containsExactly(version);
    }

    private static List<String> namesIn(Path initramfs) throws Exception {
        return new Tool("sh", "dash")
                .run("-c", "gzip -dc '" + initramfs + "' | cpio -t --quiet")
                .lines()
                .toList();
    }

    @Test
    void kernelThatCannotMountItsRootIsRefusedByTheModulesName() throws Exception {
        assumeTool("depmod");
        assumeTool("cpio");
        Path tree = FakePi.rootTree(data, "debian");
        FakePi.modules(tree.resolve("usr/lib/modules"), FakePi.RELEASE);
        Path modules = tree.resolve("usr/lib/modules").resolve(FakePi.RELEASE);
        Files.delete(modules.resolve("kernel/fs/overlayfs/overlay.ko"));
        Files.writeString(modules.resolve("modules.builtin"), "kernel/net/packet/af_packet.ko\nkernel/fs/nfs/nfs.ko\n");
        Path boot = FakePi.bootFiles(scratch.resolve("boot"), FakePi.RELEASE);

        assertThatThrownBy(() -> importing(Optional.of(new RootTree(tree))).run(List.of(boot), Optional.of("mine")))
                .isInstanceOf(FirmwareException.class)
                .hasMessageContaining("kernel " + FakePi.RELEASE + " has no module nfsv3 overlay");
        assertThat(nothingLeft()).isTrue();
    }

    @Test
    void kernelWithoutMatchingModulesIsRefusedByName() throws Exception {
        Path root = Files.createDirectories(scratch.resolve("os"));
        FakePi.modules(root.resolve("lib/modules"), "6.6.1-other");
        Path image = FakePi.image(scratch, FakePi.bootFiles(scratch.resolve("boot"), FakePi.RELEASE), root);
        Path tree = FakePi.rootTree(data, "debian");

        assertThatThrownBy(() -> importing(Optional.of(new RootTree(tree))).run(List.of(image), Optional.empty()))
                .isInstanceOf(FirmwareException.class)
                .hasMessageContaining("kernel " + FakePi.RELEASE + " (kernel8.img) has no modules")
                .hasMessageContaining("6.6.1-other")
                .hasMessageContaining("debian");
        assertThat(nothingLeft()).isTrue();
    }

    @Test
    void modulesTheTreeHasAlreadyDo() throws Exception {
        assumeTool("depmod");
        assumeTool("cpio");
        Path tree = FakePi.rootTree(data, "debian");
        FakePi.modules(tree.resolve("usr/lib/modules"), FakePi.RELEASE);
        Path boot = FakePi.bootFiles(scratch.resolve("boot"), FakePi.RELEASE);

        importing(Optional.of(new RootTree(tree))).run(List.of(boot), Optional.of("mine"));

        assertThat(store.versions()).extracting(Version::name).containsExactly("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start4.elf", "fixup4.dat", "bcm2711-rpi-4-b.dtb", "kernel8.img"})
    void fileAPi4NeedsIsNamedWhenItIsMissingOrEmpty(String file) throws Exception {
        Path boot = FakePi.bootFiles(scratch.resolve("boot"), FakePi.RELEASE);
        Files.write(boot.resolve(file), new byte[0]);

        assertThatThrownBy(() -> importing(Optional.empty()).run(List.of(boot), Optional.empty()))
                .isInstanceOf(FirmwareException.class)
                .hasMessageContaining("missing: " + file + " (");
        assertThat(nothingLeft()).isTrue();
    }

    @Test
    void fileThatIsNoImageSaysWhatToDo() throws Exception {
        Path packed = Files.write(scratch.resolve("raspios.img.xz"), new byte[2_000]);

        assertThatThrownBy(() -> importing(Optional.empty()).run(List.of(packed), Optional.empty()))
                .isInstanceOf(FirmwareException.class)
                .hasMessageContaining("no partition table")
                .hasMessageContaining("xz -dk");
    }

    @Test
    void debianPackagesMakeATree() throws Exception {
        assumeTool("dpkg-deb");
        Path firmware = Files.createDirectories(scratch.resolve("fw/usr/lib/raspi-firmware"));
        FakePi.bootFiles(firmware, "unused");
        Files.delete(firmware.resolve("kernel8.img"));
        Files.delete(firmware.resolve("bcm2711-rpi-4-b.dtb"));
        Path kernel = scratch.resolve("kernel");
        Files.createDirectories(kernel.resolve("boot"));
        Files.copy(
                FakePi.bootFiles(scratch.resolve("other"), "6.1.0-56-arm64").resolve("kernel8.img"),
                kernel.resolve("boot/vmlinuz-6.1.0-56-arm64"));
        Path trees = Files.createDirectories(kernel.resolve("usr/lib/linux-image-6.1.0-56-arm64/broadcom"));
        Files.writeString(trees.resolve("bcm2711-rpi-4-b.dtb"), "tree");
        FakePi.modules(kernel.resolve("lib/modules"), "6.1.0-56-arm64");
        List<Path> packages =
                List.of(deb(scratch.resolve("fw"), "raspi-firmware"), deb(kernel, "linux-image-6.1.0-56-arm64"));

        Version version = importing(Optional.empty()).run(packages, Optional.empty());

        assertThat(version.kernel()).isEqualTo("6.1.0-56-arm64");
        assertThat(data.resolve("firmware/6.1.0-56-arm64/bcm2711-rpi-4-b.dtb")).hasContent("tree");
    }

    private Path deb(Path content, String name) throws Exception {
        Path control = Files.createDirectories(content.resolve("DEBIAN")).resolve("control");
        Files.writeString(
                control, "Package: " + name + "\nVersion: 1\nArchitecture: all\nMaintainer: a\nDescription: a\n");
        Path file = scratch.resolve(name + ".deb");
        new Tool("dpkg-deb", "dpkg").run("-b", content.toString(), file.toString());
        return file;
    }

    @Test
    void commandUsesTheFirstVersionAndGoesBackToIt() throws Exception {
        Path first = FakePi.bootFiles(scratch.resolve("first"), "6.1.0-one");
        Path second = FakePi.bootFiles(scratch.resolve("second"), "6.1.0-two");

        assertThat(command("import", "--boot-files-only", first.toString())).isZero();
        assertThat(store.used()).contains("6.1.0-one");
        assertThat(command("import", "--boot-files-only", second.toString())).isZero();
        assertThat(store.used()).contains("6.1.0-one");
        assertThat(command("use", "6.1.0-two")).isZero();
        assertThat(data.resolve("firmware/current/kernel8.img").toRealPath().getParent())
                .hasFileName("6.1.0-two");
        assertThat(command("use", "6.1.0-one")).isZero();
        assertThat(store.used()).contains("6.1.0-one");
        assertThat(command("import", "--boot-files-only", second.toString()))
                .as("again")
                .isEqualTo(1);
        assertThat(command("use", "missing")).isEqualTo(1);
        assertThat(command("list")).isZero();
    }

    /** Whatever was chosen by hand before: boots looks at "current" first. */
    @ParameterizedTest
    @ValueSource(strings = {"current", "default"})
    void useWinsOverALinkThatWasMadeByHand(String link) throws Exception {
        Path firmware = data.resolve("firmware");
        FakePi.bootFiles(firmware.resolve("old"), "6.1.0-one");
        FakePi.bootFiles(firmware.resolve("new"), "6.1.0-two");
        Files.createSymbolicLink(firmware.resolve(link), Path.of("old"));
        assertThat(store.used()).contains("old");

        assertThat(command("use", "new")).isZero();

        assertThat(store.used()).contains("new");
        assertThat(firmware.resolve("current").toRealPath()).hasFileName("new");
    }

    @Test
    void useWinsOverADefaultThatWasMadeByHandAndLeavesIt() throws Exception {
        Path firmware = data.resolve("firmware");
        FakePi.bootFiles(firmware.resolve("default"), "6.1.0-one");
        FakePi.bootFiles(firmware.resolve("new"), "6.1.0-two");

        assertThat(command("use", "new")).isZero();

        assertThat(firmware.resolve("current").toRealPath()).hasFileName("new");
        assertThat(firmware.resolve("default/start4.elf")).exists();
    }

    @Test
    void boardsWithAVersionOfTheirOwnAreNamed() throws Exception {
        Path firmware = data.resolve("firmware");
        FakePi.bootFiles(firmware.resolve("old"), "6.1.0-one");
        FakePi.bootFiles(firmware.resolve("new"), "6.1.0-two");
        Files.createSymbolicLink(firmware.resolve("machine-dc:a6:32:42:00:0b"), Path.of("old"));
        Files.createSymbolicLink(firmware.resolve("machine-dc:a6:32:42:00:0c"), Path.of("gone"));

        store.use("new");

        assertThat(store.machines()).containsExactly(Map.entry("dc:a6:32:42:00:0b", "old"));
    }

    @Test
    void withoutARootTreeTheCommandSaysHowToGetOne() throws Exception {
        Path boot = FakePi.bootFiles(scratch.resolve("boot"), FakePi.RELEASE);
        CommandLine command = FirmwareCommand.commandLine();
        StringWriter said = new StringWriter();
        command.setErr(new PrintWriter(said, true));

        assertThat(command.execute("import", "--data", data.toString(), boot.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("deploy/nfsroot/build").contains("--boot-files-only");
    }

    private int command(String... words) {
        String[] all = Stream.concat(Stream.of(words), Stream.of("--data", data.toString()))
                .toArray(String[]::new);
        return FirmwareCommand.commandLine().execute(all);
    }

    private FirmwareImport importing(Optional<RootTree> root) {
        return new FirmwareImport(store, root, step -> {});
    }

    private boolean nothingLeft() throws IOException {
        try (Stream<Path> entries = Files.list(data.resolve("firmware"))) {
            return entries.findAny().isEmpty();
        }
    }

    private static void assumeTool(String tool) {
        String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
        boolean installed = Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
        assumeTrue(installed, tool + " is missing; .ci/run lists the packages");
    }
}
