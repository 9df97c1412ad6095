package dev.kindling.agent.image;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionOutput;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Tells the kernel that a disk has new partitions, so that they can be mounted; a file that plays a disk has no kernel. */
public record PartitionReread(AgentRoot root) {

    private static final long SECONDS = 20;

    public void announce(Region disk, ActionOutput output) throws InterruptedException {
        if (!disk.blockDevice()) {
            return;
        }
        try {
            Process process = new ProcessBuilder(
                            "blockdev", "--rereadpt", disk.path().toString())
                    .redirectErrorStream(true)
                    .start();
            boolean done = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!done || process.exitValue() != 0) {
                process.destroyForcibly();
                output.line("the kernel did not read the new partition table of " + disk.name()
                        + "; partitions are found by reading the table");
            }
        } catch (IOException e) {
            output.line(
                    "blockdev (Debian package util-linux) is missing: the kernel was not told of the new partitions");
        }
    }
}
