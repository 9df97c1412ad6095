package dev.kindling.agent.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A process in a session of its own, so that it can be ended with all it started. */
public record ProcessTree(Process process) {

    private static final long KILL_SECONDS = 5;

    /** Ends the group, then what left the group but not the family. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        signalGroup();
        process.destroyForcibly();
    }

    /** Java cannot signal a group; the shell's own kill can. */
    private void signalGroup() {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -KILL -- -" + process.pid() + " 2>/dev/null")
                    .redirectErrorStream(true)
                    .start()
                    .waitFor(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // No shell: the descendants are gone already, and the process is next.
            return;
        }
    }
}
