package dev.kindling.agent.installed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.runtime.Contexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system of busybox on a real block device with an ext4 file system. */
class InstalledSystemIT {

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    @TempDir
    Path root;

    @BeforeEach
    void system() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: mounting needs root");
        Assumptions.assumeTrue(Files.isExecutable(BUSYBOX), "skipped: needs the Debian package busybox-static");
        LoopDisk.run("sh", "-c", String.join("\n", "set -e; cd " + root, """
                mkdir -p sys/bin sys/sbin sys/boot/grub sys/etc dev
                cp /bin/busybox sys/bin/busybox
                for name in sh cat echo touch sleep; do ln -s busybox sys/bin/$name; done
                printf '#!/bin/sh\\necho grub-install "$@" >> /log\\n' > sys/sbin/grub-install
                printf '#!/bin/sh\\necho grub-mkconfig "$@" >> /log\\n' > sys/sbin/grub-mkconfig
                chmod 755 sys/sbin/*
                printf 'set x\\nmenuentry one {\\n  linux /boot/vmlinuz-1 root=/dev/sda2 ro\\n  initrd /boot/initrd-1\\n}\\nmenuentry two {\\n  linux /boot/vmlinuz-2\\n}\\n' > sys/boot/grub/grub.cfg
                echo kernel > sys/boot/vmlinuz-1
                echo initrd > sys/boot/initrd-1
                truncate -s 32M disk.img
                mke2fs -q -t ext4 -d sys disk.img
                """));
    }

    @Test
    void commandRunsInTheSystemAndNothingStaysMounted() throws Exception {
        String said = on(
                new CommandInside(),
                Map.of(
                        "CHROOT", "y",
                        "DEFAULT_INTERPRETER", "/bin/sh -c",
                        "CMD_LINE",
                                "echo from inside; echo 'a  b' > /etc/made; test -c /dev/null && cat /proc/version"));
        assertThat(said).contains("from inside", "Linux version");
        assertThat(file("/etc/made")).contains("a  b");
    }

    @Test
    void withoutAnInterpreterQuotesKeepWordsTogether() throws Exception {
        on(new CommandInside(), Map.of("CHROOT", "y", "CMD_LINE", "touch '/etc/a file; really'; touch /etc/other"));
        assertThat(LoopDisk.run("debugfs", "-R", "ls /etc", root + "/disk.img")).contains("a file; really", "other");
    }

    @Test
    void withoutChrootTheSystemIsWhereTemplatesOfTinkerbellExpectIt() throws Exception {
        String command = "cat mountAction/boot/vmlinuz-1 && echo new > mountAction/etc/made";
        String said = on(new CommandInside(), Map.of("DEFAULT_INTERPRETER", "/bin/sh -c", "CMD_LINE", command));
        assertThat(said).contains("kernel");
        assertThat(file("/etc/made")).contains("new");
        assertThat(root.resolve("mountAction")).isEmptyDirectory();
    }

    @Test
    void failureHasTheCommandsExitCode() {
        assertThatThrownBy(() -> on(
                        new CommandInside(),
                        Map.of("CHROOT", "y", "DEFAULT_INTERPRETER", "/bin/sh -c", "CMD_LINE", "exit 7")))
                .isInstanceOfSatisfying(
                        ActionFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(7));
    }

    @Test
    void cancelledCommandLeavesNothingMounted() throws Exception {
        ActionContext context = context(
                Map.of("CHROOT", "y", "DEFAULT_INTERPRETER", "/bin/sh -c", "CMD_LINE", "echo begun; sleep 600"));
        try (LoopDisk loop = LoopDisk.of(root.resolve("disk.img"), 0, 0).as(root.resolve("dev/sda2"))) {
            Thread action = new Thread(() -> {
                try {
                    new CommandInside().run(context);
                } catch (Exception e) {
                    return;
                }
            });
            action.start();
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!Contexts.output(context).text().contains("begun") && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            context.cancellation().cancel(Cancellation.Cause.CANCELLED);
            action.join(60_000);
            assertThat(action.isAlive()).isFalse();
            assertThat(loop.device()).exists();
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(root.toString());
    }

    /** The boot loader's programs in the system are fakes that write down how they were called. */
    @Test
    void grubIsInstalledByTheSystemsOwnProgramsWhicheverWayTheTemplateNamesThem() throws Exception {
        Files.createFile(root.resolve("dev/sda"));
        on(new GrubInside(), Map.of("GRUB_DISK", "/dev/sda", "GRUB_INSTALL_PATH", "/dev/sda2"));
        assertThat(file("/log"))
                .contains("grub-install " + root.resolve("dev/sda"), "grub-mkconfig -o /boot/grub/grub.cfg");
    }

    /** The program that would load the kernel is a fake: this machine must not leave its kernel. */
    @Test
    void kernelOfTheFirstEntryIsLoadedAndTheNodeVanishesAfterTheReport() throws Exception {
        Path fake = root.resolve("fake-kexec");
        Files.writeString(
                fake,
                "#!/bin/sh\nfor a; do echo \"$a\"; done > " + root + "/called; cat \"$2\" >> " + root + "/called\n");
        LoopDisk.run("chmod", "755", fake.toString());
        ActionContext context = context(Map.of());
        try (LoopDisk loop = LoopDisk.of(root.resolve("disk.img"), 0, 0).as(root.resolve("dev/sda2"))) {
            assertThat(new KernelStart(fake.toString()).run(context)).isInstanceOf(ActionResult.Rebooting.class);
            assertThat(loop.device()).exists();
        }
        assertThat(Files.readString(root.resolve("called")))
                .contains(
                        "-l\n", "/boot/vmlinuz-1\n", "--command-line=root=/dev/sda2 ro\n", "/boot/initrd-1", "kernel");
    }

    private String on(ActionRuntime action, Map<String, String> environment) throws Exception {
        ActionContext context = context(environment);
        try (LoopDisk loop = LoopDisk.of(root.resolve("disk.img"), 0, 0).as(root.resolve("dev/sda2"))) {
            action.run(context);
            assertThat(loop.device()).exists();
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(root.toString());
        return Contexts.output(context).text();
    }

    private ActionContext context(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("BLOCK_DEVICE", "/dev/sda2");
        environment.put("FS_TYPE", "ext4");
        return Contexts.of(root, "kindling/cexec", environment);
    }

    private String file(String path) throws Exception {
        return LoopDisk.run("debugfs", "-R", "cat " + path, root + "/disk.img");
    }
}
