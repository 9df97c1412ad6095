package dev.kindling.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeftoversTests {

    private final ActionRef ref = new ActionRef(UUID.randomUUID().toString(), 0, 1);
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whatIsStartedWhileTheOthersAreEndedIsEndedToo() throws Exception {
        start();
        List<List<ProcessHandle>> looks = new ArrayList<>();
        Leftovers.end(
                ref,
                () -> {
                    looks.add(Leftovers.of(ref));
                    if (looks.size() == 1) {
                        start();
                    }
                    return looks.get(looks.size() - 1);
                },
                System::nanoTime);
        assertThat(looks.get(0)).containsExactly(started.get(0).toHandle());
        assertThat(started).hasSize(2).noneMatch(Process::isAlive);
    }

    @Test
    void attemptThatStartsProcessesForEverIsGivenUpAfterAMinute() {
        long[] nanos = {0};
        assertThatThrownBy(() -> Leftovers.end(
                        ref,
                        () -> {
                            start();
                            nanos[0] += TimeUnit.SECONDS.toNanos(25);
                            return Leftovers.of(ref);
                        },
                        () -> nanos[0]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(ref.toString())
                .hasMessageContaining("reboot the board");
        assertThat(started).hasSize(3);
    }

    @Test
    void toolOfAnAttemptCarriesItsMark() throws Exception {
        Tool env = new Tool("env", "coreutils", Map.of(), new Cancellation(ref));
        assertThat(lines(env)).contains(Leftovers.MARK + "=" + ref);
        Tool nobodys = new Tool("env", "coreutils", Map.of(), new Cancellation());
        assertThat(lines(nobodys)).noneMatch(line -> line.startsWith(Leftovers.MARK));
    }

    private static List<String> lines(Tool tool) throws Exception {
        byte[] output = tool.must(List.of(), "env does not run").output();
        return new String(output, StandardCharsets.UTF_8).lines().toList();
    }

    /** Found from now on: the JVM returns once the program is running. */
    private void start() {
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put(Leftovers.MARK, ref.toString());
        try {
            started.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
