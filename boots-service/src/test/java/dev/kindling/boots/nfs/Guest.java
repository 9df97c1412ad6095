package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Debian arm64 kernel in QEMU with nothing but its root over NFS.
 *
 * @param data directory of the test
 */
record Guest(Path data, Path kernel, Path initramfs) {

    static final Path DEPLOY = Path.of("../deploy/nfsroot").toAbsolutePath().normalize();

    private static final int MINUTES = 20;

    /** Ends the test as skipped, with the reason, where a guest cannot be had. */
    static void assumePossible() {
        assumeTrue(Boolean.getBoolean("kindling.system"), "boots a guest; asked for with ./kindling test --system");
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for mmdebstrap and mknod");
        for (String tool : List.of("qemu-system-aarch64", "mmdebstrap", "cpio", "depmod", "mknod")) {
            assumeTrue(isInstalled(tool), tool + " is missing; .ci/run lists the packages");
        }
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    /**
     * Boots it until it powers off. To the server the guest is 127.0.0.1, to the guest the server is 10.0.2.2.
     *
     * @return what it wrote on its console
     */
    String boot(TestNfs nfs, int memory) throws IOException, InterruptedException {
        String root = "nfsroot=10.0.2.2:/kindling/root,vers=3,tcp,nolock,rsize=131072,port=" + nfs.port()
                + ",mountport=" + nfs.port();
        String words = "console=ttyAMA0 panic=-1 root=/dev/nfs " + root
                + " ro ip=:::::eth0:dhcp systemd.hostname=guest kindling.time=2000000000";
        Path console = data.resolve("console");
        Process guest = new ProcessBuilder(
                        "qemu-system-aarch64",
                        "-machine",
                        "virt",
                        "-cpu",
                        "cortex-a57",
                        "-smp",
                        "2",
                        "-m",
                        String.valueOf(memory),
                        "-nographic",
                        "-no-reboot",
                        "-kernel",
                        kernel.toString(),
                        "-initrd",
                        initramfs.toString(),
                        "-append",
                        words,
                        "-netdev",
                        "user,id=n",
                        "-device",
                        "virtio-net-pci,netdev=n")
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(console.toFile())
                .start();
        try {
            boolean ended = guest.waitFor(MINUTES, TimeUnit.MINUTES);
            String text = Files.readString(console, StandardCharsets.ISO_8859_1);
            assertThat(ended).as(text).isTrue();
            return text;
        } finally {
            guest.destroyForcibly().waitFor();
        }
    }

    /** Runs a command of this host, which has to succeed. */
    static void run(Path data, String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(data, "run", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + ": " + Files.readString(log))
                .isTrue();
    }
}
