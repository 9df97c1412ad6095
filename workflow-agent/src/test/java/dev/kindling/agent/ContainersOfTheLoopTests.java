package dev.kindling.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.container.DockerRuntime;
import dev.kindling.agent.journal.Entry;
import dev.kindling.agent.journal.Journal;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.WorkEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop and the runtime of containers together: what one of them does, the other must not do again. */
class ContainersOfTheLoopTests {

    @TempDir
    Path directory;

    private LoopFixture fixture;
    private FakeEngine engine;

    @BeforeEach
    void machine() throws Exception {
        fixture = new LoopFixture(directory);
        engine = new FakeEngine(directory);
    }

    @AfterEach
    void stop() throws Exception {
        engine.close();
    }

    @Test
    void onFailureCommandOfAContainerRunsOnce() throws Exception {
        engine.exitCode = 7;
        fixture.start(new NativeActions(NativeActions.ofProcesses(), new DockerRuntime()));
        fixture.tink.stream().accept(new WorkEvent.Assign(container()));
        fixture.tink.report();

        ActionEvent.Ended end = (ActionEvent.Ended) fixture.tink.report().event();

        assertThat(((ActionResult.Failed) end.result()).exitCode()).isEqualTo(7);
        assertThat(end.reaction().orElseThrow()).isInstanceOf(ActionResult.Failed.class);
        assertThat(engine.created).containsExactly(List.of("work"), List.of("clean", "up"));
    }

    /** systemd starts an engine for whoever calls, and docker-scratch can then no longer give it a disk. */
    @Test
    void agentThatDiedInANativeActionDoesNotAskTheEngine() throws Exception {
        left(false);
        fixture.start(new NativeActions(NativeActions.ofProcesses(), new DockerRuntime()));
        assertThat(fixture.tink.report().result()).isInstanceOf(ActionResult.Interrupted.class);
        assertThat(engine.connections).hasValue(0);
    }

    @Test
    void engineThatSaysNothingDoesNotKeepAnAgentFromItsStart() throws Exception {
        engine.hangs = true;
        left(true);
        fixture.start(new NativeActions(NativeActions.ofProcesses(), new DockerRuntime(Duration.ofMillis(300))));
        assertThat(fixture.tink.report().result()).isInstanceOf(ActionResult.Interrupted.class);
        assertThat(engine.connections).hasPositiveValue();
    }

    @Test
    void engineThatSaysNothingFailsAnActionAndIsNamed() throws Exception {
        engine.hangs = true;
        fixture.start(new NativeActions(NativeActions.ofProcesses(), new DockerRuntime(Duration.ofMillis(300))));
        fixture.tink.stream().accept(new WorkEvent.Assign(container()));
        fixture.tink.report();
        assertThat(fixture.tink.report().result().message()).contains("the container engine did not answer");
    }

    private void left(boolean container) throws Exception {
        try (Journal journal = Journal.open(fixture.journal(), fixture.board().mark())) {
            journal.started(LoopFixture.REF, container);
        }
        try (Journal journal = Journal.open(fixture.journal(), fixture.board().mark())) {
            assertThat(journal.find(LoopFixture.REF)).contains(new Entry.Started(container));
        }
    }

    private static Assignment container() {
        return new Assignment(
                LoopFixture.REF,
                "task",
                "greet",
                "registry.example/tool:1",
                List.of("work"),
                Map.of(),
                List.of(),
                "",
                Duration.ofMinutes(2),
                Map.of(),
                List.of("clean", "up"),
                List.of());
    }
}
