package dev.kindling.agent.process;

import dev.kindling.agent.root.AgentRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Takes the machine down. */
public record Rebooter(AgentRoot root) {

    private static final long SYNC_SECONDS = 60;

    /** Writes what is in memory to the disks, then says {@code b} to the kernel (Documentation/admin-guide/sysrq.rst). */
    public void reboot() throws IOException {
        if (root.isMachine()) {
            run("sync");
            if (isKernelLoaded()) {
                // Does not come back, unless there is no kexec, or the kernel refuses; then the firmware boots.
                run("kexec", "-e");
            }
        }
        Path trigger = root.resolve("/proc/sysrq-trigger");
        Files.writeString(trigger, "b", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Loaded by an action like kexec: the kernel remembers, also when the agent died in between. */
    private boolean isKernelLoaded() throws IOException {
        Path loaded = root.resolve("/sys/kernel/kexec_loaded");
        return Files.exists(loaded) && Files.readString(loaded).strip().equals("1");
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.waitFor(SYNC_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
