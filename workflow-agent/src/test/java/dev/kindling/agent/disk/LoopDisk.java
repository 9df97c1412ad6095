package dev.kindling.agent.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A real block device made of a file, or of a part of it; under any name in a machine's /dev. */
public record LoopDisk(Path device) implements AutoCloseable {

    /** @param size 0: to the file's end */
    public static LoopDisk of(Path file, long offset, long size) throws IOException, InterruptedException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: loop devices need root");
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/loop-control")), "skipped: this kernel has no loop devices");
        String device = run(
                        "losetup",
                        "--find",
                        "--show",
                        "--offset",
                        Long.toString(offset),
                        "--sizelimit",
                        Long.toString(size),
                        file.toString())
                .strip();
        Assumptions.assumeTrue(device.startsWith("/dev/loop"), "skipped: no loop device can be had: " + device);
        return new LoopDisk(Path.of(device));
    }

    /** Gives it a name of the machine's own. */
    public LoopDisk as(Path node) throws IOException, InterruptedException {
        String minor = device.getFileName().toString().replaceAll("\\D", "");
        Files.createDirectories(node.getParent());
        run("mknod", node.toString(), "b", "7", minor);
        return this;
    }

    /** What a command says; it must succeed. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        try {
            run("losetup", "--detach", device.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
