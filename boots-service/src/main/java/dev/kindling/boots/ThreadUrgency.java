package dev.kindling.boots;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the threads that answer machines go before those that store what was answered, which on a small provisioner share its cores: a
 * board waits for seconds at most, the timeline can wait.
 */
public final class ThreadUrgency {

    private static final Logger log = LoggerFactory.getLogger(ThreadUrgency.class);
    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;
    static final int NICENESS = -10;

    private ThreadUrgency() {}

    /** For the calling thread, which on Linux has a niceness of its own. Without CAP_SYS_NICE all go on alike. */
    @SuppressWarnings("restricted")
    public static void raise() {
        try {
            Optional<MemorySegment> function =
                    Linker.nativeLinker().defaultLookup().find("setpriority");
            if (function.isEmpty()) {
                return;
            }
            MethodHandle setpriority = Linker.nativeLinker()
                    .downcallHandle(function.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
            int result = (int) setpriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICENESS);
            log.atDebug().addKeyValue("granted", result == 0).log("thread.urgency");
        } catch (Throwable e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("thread.urgency-failed");
        }
    }
}
