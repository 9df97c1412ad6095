package dev.kindling.system;

import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.simulator.lab.LabNetwork;
import dev.kindling.simulator.walk.Directories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network of its own with a running Kindling on it, a root tree for the one machine that is plugged into it, and the
 * image of a node.
 *
 * <pre>
 * namespace: br0 192.168.42.2 (kindling up) -- tap0 -- the guest
 * </pre>
 */
final class Lab implements AutoCloseable {

    static final String ADDRESS = "192.168.42.2";

    private static final long DISK_BYTES = 512L << 20;

    private final Path work;
    private final Path artefacts;
    private final LabNetwork network;
    private final RunningKindling kindling;
    private final Thread cutOff = new Thread(this::cutOff, "lab-cut-off");
    private RootTree root;
    private Path tree;

    private Lab(Path work, Path artefacts, LabNetwork network) throws IOException {
        this.work = work;
        this.artefacts = artefacts;
        this.network = network;
        this.kindling = new RunningKindling(
                Files.createDirectory(data()), artefacts.resolve("up.log"), ADDRESS, network.serverLauncher());
    }

    /**
     * Builds it; nothing runs yet.
     *
     * @param test names the directory of what is kept
     */
    static Lab open(String test, String architecture) throws IOException, InterruptedException {
        Path artefacts = Checkout.artefacts(test);
        Directories.delete(artefacts);
        Files.createDirectories(artefacts);
        Path work = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-guest.");
        LabNetwork network = LabNetwork.create(1, ADDRESS);
        Lab lab = new Lab(work, artefacts, network);
        Runtime.getRuntime().addShutdownHook(lab.cutOff);
        try {
            lab.configure("kindling.boots.dhcp.mode: reservation");
            // An emulated timer on a busy host may be too late for the kernel's check of it, which panics then.
            lab.configure("kindling.boots.ipxe.extra: no_timer_check");
            lab.root = new RootTree(architecture);
            lab.tree = lab.root.into(lab.data(), artefacts.resolve("tree.log"));
            return lab;
        } catch (IOException | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    Path data() {
        return work.resolve("data");
    }

    Path work() {
        return work;
    }

    Path tree() {
        return tree;
    }

    LabNetwork network() {
        return network;
    }

    RunningKindling kindling() {
        return kindling;
    }

    Path artefact(String name) {
        return artefacts.resolve(name);
    }

    Console console() {
        return new Console(artefact("console.log"));
    }

    /** The agent's JVM has mapped the archive of its classes, where this host could make one. */
    void assertArchiveUsed() throws IOException {
        root.assertArchiveUsed(console());
    }

    /** One line more for {@code --config}. */
    void configure(String line) throws IOException {
        Path config = data().resolve(RunningKindling.CONFIG);
        Files.writeString(config, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** An empty disk. */
    Path disk() throws IOException {
        Path disk = work.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
        return disk;
    }

    /** The boot files of a Raspberry Pi 4: kernel and initramfs of the root tree, and stand-ins for what nothing here runs. */
    void firmware() throws IOException {
        Path firmware = Files.createDirectories(data().resolve("firmware/default"));
        Files.copy(tree.resolve("boot/vmlinuz"), firmware.resolve("kernel8.img"));
        Files.copy(tree.resolve("boot/initrd.img"), firmware.resolve("initramfs8"));
        Files.writeString(firmware.resolve("start4.elf"), "\u007fELF stand-in");
        Files.writeString(firmware.resolve("fixup4.dat"), "stand-in");
        Files.writeString(firmware.resolve("bcm2711-rpi-4-b.dtb"), "stand-in");
    }

    Endpoints start() throws IOException, InterruptedException {
        return kindling.start();
    }

    /** Runs it on a thread that sees the lab's network, and no other. */
    void inside(Callable<Void> test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            network.enter();
            return test.call();
        });
        Thread thread = Thread.ofPlatform().name("lab").start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        } finally {
            thread.interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            kindling.close();
        } finally {
            Runtime.getRuntime().removeShutdownHook(cutOff);
            keepLog();
            clear();
        }
    }

    /** A test that is stopped leaves no process behind: with the network goes what runs in it. */
    private void cutOff() {
        try {
            clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clear() throws IOException {
        network.close();
        Directories.delete(work);
    }

    private void keepLog() throws IOException {
        Path log = data().resolve("log/kindling.log");
        if (Files.exists(log)) {
            Files.copy(log, artefact("kindling.log"));
        }
    }
}
