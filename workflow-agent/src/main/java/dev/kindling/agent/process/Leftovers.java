package dev.kindling.agent.process;

import dev.kindling.agent.action.ActionRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The processes of an attempt whose agent died: each carries the attempt in its environment, and so does what it started. systemd ends
 * them with the agent; an agent that runs otherwise has to look for them, or the next attempt would run beside them.
 */
final class Leftovers {

    static final String MARK = "KINDLING_RUN";
    private static final long KILL_SECONDS = 10;
    private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Leftovers() {}

    /** Ends them, and waits until they are gone. */
    static void end(ActionRef ref) throws InterruptedException {
        end(ref, () -> of(ref), System::nanoTime);
    }

    /**
     * Looks until two looks in a row find none: before its turn to be ended comes, one may start another, and one look may miss what is
     * just being started.
     */
    static void end(ActionRef ref, Supplier<List<ProcessHandle>> look, LongSupplier nanos) throws InterruptedException {
        long begin = nanos.getAsLong();
        int quiet = 0;
        while (quiet < 2) {
            List<ProcessHandle> left = look.get();
            if (!left.isEmpty() && nanos.getAsLong() - begin > ALL_NANOS) {
                throw new IllegalStateException(
                        "attempt " + ref + ", whose agent died, starts new processes as fast as they are ended:"
                                + " after " + TimeUnit.NANOSECONDS.toSeconds(ALL_NANOS) + " s there is process "
                                + left.get(0).pid() + "; reboot the board");
            }
            left.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle process : left) {
                await(process);
            }
            quiet = left.isEmpty() ? quiet + 1 : 0;
        }
    }

    static List<ProcessHandle> of(ActionRef ref) {
        return ProcessHandle.allProcesses()
                .filter(process -> isOf(ref, process))
                .toList();
    }

    private static boolean isOf(ActionRef ref, ProcessHandle process) {
        try {
            String environment = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
            return Arrays.asList(environment.split("\0")).contains(MARK + "=" + ref);
        } catch (IOException e) {
            // It has ended, or is somebody else's.
            return false;
        }
    }

    private static void await(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "process " + process.pid() + " of an attempt whose agent died cannot be ended; reboot the board",
                    e);
        }
    }
}
