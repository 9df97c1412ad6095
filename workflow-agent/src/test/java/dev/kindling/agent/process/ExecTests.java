package dev.kindling.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.runtime.Contexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTests {

    @TempDir
    Path root;

    @Test
    void commandLineRunsInTheShellWithTheActionsEnvironment() throws Exception {
        ActionContext context = context(Map.of("CMD_LINE", "echo to $WHO; echo wrong >&2", "WHO", "you"));
        new Exec().run(context);
        assertThat(Contexts.output(context).text()).isEqualTo("to you\nwrong\n");
    }

    @Test
    void commandListGoesBeforeTheCommandLine() throws Exception {
        ActionContext context =
                Contexts.of(root, "kindling/exec", List.of("echo", "a  b", "$HOME"), Map.of("CMD_LINE", "false"));
        new Exec().run(context);
        assertThat(Contexts.output(context).text()).isEqualTo("a  b $HOME\n");
    }

    @Test
    void exitCodeIsReported() {
        assertThatThrownBy(() -> new Exec().run(context(Map.of("CMD_LINE", "exit 3"))))
                .isInstanceOfSatisfying(
                        ActionFailure.class, e -> assertThat(e.exitCode()).isEqualTo(3));
    }

    @Test
    void missingCommandIsNamed() {
        assertThatThrownBy(() -> new Exec().run(context(Map.of())))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("CMD_LINE");
    }

    @Test
    void commandThatIsNotThereFailsWithItsName() {
        ActionContext context = Contexts.of(root, "kindling/exec", List.of("/no/such/tool"), Map.of());
        assertThatThrownBy(() -> new Exec().run(context)).isInstanceOf(ActionFailure.class);
    }

    @Test
    void cancellationEndsTheWholeTree() throws Exception {
        ActionContext context =
                context(Map.of("CMD_LINE", "(trap '' TERM; exec sleep 1000) & echo $! > child; sleep 1000; true"));
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                new Exec().run(context);
            } catch (ActionFailure | java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Path child = root.resolve("child");
        while (!Files.exists(child) || Files.size(child) == 0) {
            Thread.onSpinWait();
        }
        long pid = Long.parseLong(Files.readString(child).strip());
        context.cancellation().cancel(Cancellation.Cause.TIMED_OUT);
        assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(ProcessHandle.of(pid).map(handle -> ended(handle)).orElse(true))
                .isTrue();
    }

    @Test
    void daemonThatKeepsThePipeOpenHoldsUpNobody() throws Exception {
        ActionContext context = context(Map.of("CMD_LINE", "sleep 600 & echo $! > child; echo done"));
        long begin = System.nanoTime();
        new Exec().run(context);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(300));
        long pid = Long.parseLong(Files.readString(root.resolve("child")).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(Contexts.output(context).text()).isEqualTo("done\n");
    }

    private static boolean ended(ProcessHandle handle) {
        try {
            handle.onExit().get(60, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    private ActionContext context(Map<String, String> environment) {
        return Contexts.of(root, "kindling/exec", environment);
    }
}
