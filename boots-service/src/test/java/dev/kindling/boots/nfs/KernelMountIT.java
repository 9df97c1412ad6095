package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's arm64 kernel in QEMU, with the initramfs that boards get, mounts its root from our server. */
class KernelMountIT {

    private static final String INIT = """
            #!/bin/sh
            mount -t proc proc /proc
            echo "RESULT $(grep ' / ' /proc/mounts)"
            md5sum -c /blob.md5 && echo "RESULT content right"
            echo x >/written && echo "RESULT writes into memory"
            echo "RESULT entries $(ls /many | wc -l)"
            echo "RESULT console $(stat -c '%t:%T' /console)"
            echo "RESULT owner $(stat -c '%u:%g %a' /owned)"
            echo "RESULT year $(date +%Y)"
            echo "RESULT end"
            poweroff -f
            """;

    @TempDir
    private Path data;

    @BeforeEach
    void needs() {
        Guest.assumePossible();
    }

    @Test
    void kernelMountsTheRootAndPutsAnOverlayOverIt() throws Exception {
        Path kernel = kernel();
        String release;
        try (Stream<Path> modules = Files.list(kernel.resolve("usr/lib/modules"))) {
            release = modules.findFirst().orElseThrow().getFileName().toString();
        }
        Path initramfs = data.resolve("initrd.img");
        run(Guest.DEPLOY.resolve("initramfs").toString(), kernel.toString(), release, initramfs.toString());
        root(kernel);

        try (TestNfs nfs = new TestNfs(data)) {
            String console = new Guest(data, kernel.resolve("boot/vmlinuz-" + release), initramfs).boot(nfs, 512);

            assertThat(console)
                    .contains("RESULT overlay / overlay rw")
                    .contains("RESULT content right")
                    .contains("RESULT writes into memory")
                    .contains("RESULT entries 3000")
                    .contains("RESULT console 5:1")
                    .contains("RESULT owner 1000:1001 6751")
                    .contains("RESULT year 2033")
                    .contains("RESULT end");
            assertThat(nfs.nextEvent().kind()).isEqualTo("nfs.mounted");
            assertThat(data.resolve("roots/first/written")).doesNotExist();
        }
    }

    /** Fetched once; the next run finds it. */
    private Path kernel() throws Exception {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        Path kernel = home.resolve("kindling/test-kernel-arm64");
        if (!Files.exists(kernel)) {
            Files.createDirectories(kernel.getParent());
            Path aside = kernel.resolveSibling(
                    "test-kernel-arm64." + ProcessHandle.current().pid());
            run(Guest.DEPLOY.resolve("kernel").toString(), "arm64", aside.toString());
            Files.move(aside, kernel, StandardCopyOption.ATOMIC_MOVE);
        }
        return kernel;
    }

    private void root(Path kernel) throws Exception {
        Path tree = Files.createDirectories(data.resolve("roots/first"));
        for (String directory : List.of("bin", "sbin", "proc", "sys", "dev", "run", "many")) {
            Files.createDirectories(tree.resolve(directory));
        }
        Files.copy(kernel.resolve("usr/bin/busybox"), tree.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String tool : "sh mount grep md5sum ls wc stat date poweroff".split(" ")) {
            Files.createSymbolicLink(tree.resolve("bin/" + tool), Path.of("busybox"));
        }
        byte[] blob = new byte[8 * 1024 * 1024 + 1];
        new Random(3).nextBytes(blob);
        Files.write(tree.resolve("blob"), blob);
        for (int i = 0; i < 3_000; i++) {
            Files.createFile(tree.resolve("many/entry-" + i));
        }
        run("sh", "-c", "cd '" + tree + "' && md5sum blob >blob.md5 && sed -i 's| blob| /blob|' blob.md5");
        Path owned = Files.createFile(tree.resolve("owned"));
        run("chown", "1000:1001", owned.toString());
        run("chmod", "6751", owned.toString());
        run("mknod", tree.resolve("console").toString(), "c", "5", "1");
        Files.writeString(tree.resolve("sbin/init"), INIT);
        run("chmod", "755", tree.resolve("sbin/init").toString());
    }

    private void run(String... command) throws IOException, InterruptedException {
        Guest.run(data, command);
    }
}
