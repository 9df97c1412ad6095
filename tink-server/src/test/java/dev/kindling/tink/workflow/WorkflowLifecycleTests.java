package dev.kindling.tink.workflow;

import static dev.kindling.tink.workflow.LifecycleCases.OTHER;
import static dev.kindling.tink.workflow.LifecycleCases.PI;
import static dev.kindling.tink.workflow.LifecycleCases.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import dev.kindling.tink.workflow.WorkflowEvent.Enrolled;
import dev.kindling.tink.workflow.WorkflowEvent.FailRequested;
import dev.kindling.tink.workflow.WorkflowEvent.LocalBootSeen;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reaction;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import dev.kindling.tink.workflow.WorkflowEvent.RetryRequested;
import dev.kindling.tink.workflow.WorkflowSnapshot.ActionSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class WorkflowLifecycleTests {

    private static final Path DOCUMENT = Path.of("..", "docs", "workflow-states.md");

    @Test
    void everyEventInEveryStateDoesWhatTheTableSays() throws IOException {
        Map<String, List<String>> expected = readTable();

        for (LifecycleCases.Case row : LifecycleCases.all()) {
            List<String> actual = Arrays.stream(WorkflowState.values())
                    .map(state -> LifecycleCases.cell(row.in(state), row.event()))
                    .toList();
            assertThat(actual).as(row.name()).isEqualTo(expected.get(row.name()));
        }
        assertThat(expected).hasSize(LifecycleCases.all().size());
    }

    @Test
    void theDocumentIsWhatTheLifecycleDoes() throws IOException {
        String text = WorkflowStatesDocument.text();
        String before = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        if (!before.equals(text)) {
            Files.writeString(DOCUMENT, text);
        }

        assertThat(before)
                .as("docs/workflow-states.md was out of date and is rewritten: commit it")
                .isEqualTo(text);
    }

    @Test
    void finalStatesNeverChangeWhateverHappens() {
        for (LifecycleCases.Case row : LifecycleCases.all()) {
            for (WorkflowState state : WorkflowState.values()) {
                Transition transition = WorkflowLifecycle.next(row.in(state), row.event());
                assertThat(state.isFinal() && transition instanceof Transition.Moved)
                        .as(row.name() + " in " + state)
                        .isFalse();
            }
        }
    }

    @Test
    @Tag("F3")
    void anyReportRepeatedAtOnceChangesNothing() {
        for (LifecycleCases.Case row : LifecycleCases.all()) {
            for (WorkflowState state : WorkflowState.values()) {
                if (row.event() instanceof Reported
                        && WorkflowLifecycle.next(row.in(state), row.event()) instanceof Transition.Moved moved) {
                    assertThat(WorkflowLifecycle.next(moved.after(), row.event()))
                            .as(row.name() + " twice in " + state)
                            .isInstanceOf(Transition.Unchanged.class);
                }
            }
        }
    }

    @Test
    @Tag("F4")
    void reportOfSupersededAttemptIsRefusedAndSaysByWhich() {
        WorkflowSnapshot running = workflow(After.LOCAL, action(PI, ActionClass.IDEMPOTENT, ActionState.RUNNING, 2));

        assertThat(WorkflowLifecycle.next(running, report(9, new Outcome.Succeeded(""))))
                .isEqualTo(new Transition.Rejected(
                        Transition.Rejected.Kind.STALE, "attempt 1 was superseded by attempt 2"));
    }

    @Test
    void actionWhoseConditionIsFalseIsSkippedBeforeTheNextIsHandedOut() {
        ActionSnapshot skipped =
                new ActionSnapshot("skipped", PI, ActionClass.IDEMPOTENT, false, 0, ActionState.PENDING, 0, 0, 0);
        ActionSnapshot next = action(PI, ActionClass.IDEMPOTENT, ActionState.PENDING, 0);
        WorkflowSnapshot pending =
                new WorkflowSnapshot(WorkflowState.PENDING, "", After.LOCAL, List.of(skipped, next), Set.of());

        WorkflowSnapshot after = moved(pending, new Claimed(PI)).after();

        assertThat(states(after)).containsExactly(ActionState.SKIPPED, ActionState.ASSIGNED);
    }

    @Test
    void workerThatIsDoneBootsItsDiskWhileAnotherStillWorks() {
        WorkflowSnapshot running = workflow(
                After.LOCAL,
                action(PI, ActionClass.REBOOT, ActionState.RUNNING, 1),
                action(OTHER, ActionClass.IDEMPOTENT, ActionState.PENDING, 0));

        Transition.Moved first = moved(running, report(2, new Outcome.Rebooting()));
        assertThat(first.effects()).contains(new Effect.BootLocal(PI), new Effect.Wake(OTHER));
        assertThat(first.after().state()).isEqualTo(WorkflowState.RUNNING);

        WorkflowSnapshot booted = moved(first.after(), new LocalBootSeen(PI)).after();
        WorkflowSnapshot assigned = moved(booted, new Claimed(OTHER)).after();
        Transition.Moved last = moved(assigned, new Reported(1, 1, 1, new Outcome.Succeeded("")));
        assertThat(last.after().state()).isEqualTo(WorkflowState.SETTLING);
        assertThat(last.after().awaitingLocal()).containsExactly(OTHER);
    }

    @Test
    void rebootInTheMiddleGoesOnWhenTheNodeIsBack() {
        WorkflowSnapshot running = workflow(
                After.LOCAL,
                action(PI, ActionClass.REBOOT, ActionState.RUNNING, 1),
                action(PI, ActionClass.IDEMPOTENT, ActionState.PENDING, 0));

        Transition.Moved rebooting = moved(running, report(2, new Outcome.Rebooting()));
        assertThat(rebooting.effects()).noneMatch(Effect.BootLocal.class::isInstance);
        assertThat(WorkflowLifecycle.next(rebooting.after(), new Claimed(PI))).isInstanceOf(Transition.Unchanged.class);

        WorkflowSnapshot back = moved(rebooting.after(), new Enrolled(PI)).after();
        assertThat(states(moved(back, new Claimed(PI)).after()))
                .containsExactly(ActionState.SUCCEEDED, ActionState.ASSIGNED);
    }

    @Test
    void operatorGoesBackToAnEarlierActionAndWhatSucceededSinceRunsAgain() {
        ActionSnapshot skipped =
                new ActionSnapshot("skipped", PI, ActionClass.IDEMPOTENT, false, 0, ActionState.SKIPPED, 0, 0, 0);
        ActionSnapshot done =
                new ActionSnapshot("done", PI, ActionClass.IDEMPOTENT, true, 2, ActionState.SUCCEEDED, 1, 2, 1);
        ActionSnapshot held = new ActionSnapshot("held", PI, ActionClass.ONCE, true, 0, ActionState.UNKNOWN, 1, 1, 0);
        WorkflowSnapshot workflow =
                new WorkflowSnapshot(WorkflowState.HELD, "why", After.LOCAL, List.of(skipped, done, held), Set.of());

        WorkflowSnapshot back = moved(workflow, new RetryRequested(0)).after();

        assertThat(states(back)).containsExactly(ActionState.SKIPPED, ActionState.PENDING, ActionState.PENDING);
        assertThat(back.actions().get(1).failures()).isZero();
        WorkflowSnapshot handedOut = moved(back, new Claimed(PI)).after();
        assertThat(handedOut.actions().get(1).attempt()).isEqualTo(2);
        assertThat(WorkflowLifecycle.next(handedOut, new Reported(2, 1, 2, new Outcome.Succeeded(""))))
                .as("the held attempt's late report")
                .isInstanceOf(Transition.Rejected.class);
    }

    /** OTHER, in the middle, was told to boot its own disk: what would run on it again never would. */
    @Test
    void operatorDoesNotGoBackAcrossAMachineThatBootsItsOwnDisk() {
        ActionSnapshot[] actions = {
            action(PI, ActionClass.IDEMPOTENT, ActionState.SUCCEEDED, 1),
            action(OTHER, ActionClass.IDEMPOTENT, ActionState.SUCCEEDED, 1),
            action(PI, ActionClass.ONCE, ActionState.UNKNOWN, 1)
        };
        WorkflowSnapshot local =
                new WorkflowSnapshot(WorkflowState.HELD, "why", After.LOCAL, List.of(actions), Set.of(OTHER));
        WorkflowSnapshot netboot =
                new WorkflowSnapshot(WorkflowState.HELD, "why", After.NETBOOT, List.of(actions), Set.of());

        for (int from : List.of(0, 1)) {
            assertThat(WorkflowLifecycle.next(local, new RetryRequested(from)))
                    .isInstanceOfSatisfying(
                            Transition.Rejected.class,
                            rejected -> assertThat(rejected.why()).startsWith(OTHER + " is done with its part"));
        }
        assertThat(moved(local, new RetryRequested(2)).after().state()).isEqualTo(WorkflowState.RUNNING);
        assertThat(states(moved(netboot, new RetryRequested(0)).after()))
                .as("it still boots over the network")
                .containsOnly(ActionState.PENDING);
    }

    @Test
    void reactionIsToldAndDecidesNothing() {
        WorkflowSnapshot running = workflow(After.LOCAL, action(PI, ActionClass.IDEMPOTENT, ActionState.RUNNING, 1));
        Reaction cleaned = new Reaction(false, "no such mount", 3);

        Transition.Moved moved = moved(running, report(2, new Outcome.Failed("no space", 1, Optional.of(cleaned))));

        assertThat(moved.after().state()).isEqualTo(WorkflowState.FAILED);
        assertThat(moved.after().reason()).contains("no space");
        assertThat(moved.effects())
                .filteredOn(effect ->
                        effect instanceof Effect.Tell tell && tell.kind().equals("action.reacted"))
                .singleElement()
                .satisfies(effect -> assertThat(((Effect.Tell) effect).facts())
                        .containsEntry("reaction", "on-failure")
                        .containsEntry("outcome", "failed")
                        .containsEntry("said", "no such mount"));
    }

    @Test
    void backoffDoublesUpToItsCap() {
        WorkflowSettings settings = new WorkflowSettings(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                DataSize.ofBytes(1),
                Duration.ZERO);

        assertThat(IntStream.of(1, 2, 3, 4, 5, 99)
                        .mapToObj(settings::backoffAfter)
                        .map(Duration::toSeconds))
                .containsExactly(2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void boardThatDiesInTheSameActionForEverIsHeld() {
        WorkflowSnapshot workflow = workflow(After.LOCAL, action(PI, ActionClass.IDEMPOTENT, ActionState.RUNNING, 1));
        int reboots = 0;
        while (workflow.state() == WorkflowState.RUNNING) {
            workflow = moved(workflow, new Enrolled(PI)).after();
            reboots++;
            if (workflow.state() == WorkflowState.RUNNING) {
                workflow = moved(workflow, new Claimed(PI)).after();
            }
        }
        assertThat(workflow.state()).isEqualTo(WorkflowState.HELD);
        assertThat(reboots).isEqualTo(Move.MOST_ATTEMPTS);
        assertThat(moved(workflow, new RetryRequested()).after().state()).isEqualTo(WorkflowState.RUNNING);
    }

    @Test
    void whatAWorkflowWasHeldForIsWhyItFailed() {
        WorkflowSnapshot running = workflow(After.LOCAL, action(PI, ActionClass.ONCE, ActionState.RUNNING, 1));
        WorkflowSnapshot held = moved(running, new Enrolled(PI)).after();
        assertThat(held.reason()).contains("then resume (it is), retry (run it again) or fail");
        WorkflowSnapshot failed = moved(held, new FailRequested()).after();
        assertThat(failed.state()).isEqualTo(WorkflowState.FAILED);
        assertThat(failed.reason())
                .isEqualTo(held.reason().substring(0, held.reason().indexOf("; look")) + "; an operator gave it up");
    }

    @Test
    void randomWalksNeverLeaveAFinalStateAndNeverTakeAnAttemptBack() {
        List<LifecycleCases.Case> cases = LifecycleCases.all();
        Random random = new Random(42);
        for (int walk = 0; walk < 2_000; walk++) {
            WorkflowSnapshot now = cases.get(random.nextInt(cases.size())).in(WorkflowState.PENDING);
            for (int step = 0; step < 60; step++) {
                WorkflowEvent event = random.nextBoolean()
                        ? cases.get(random.nextInt(cases.size())).event()
                        : new Reported(
                                random.nextInt(2), 1 + random.nextInt(3), 1 + random.nextInt(4), outcome(random));
                now = checkedStep(now, event);
            }
        }
    }

    private static WorkflowSnapshot checkedStep(WorkflowSnapshot before, WorkflowEvent event) {
        if (!(WorkflowLifecycle.next(before, event) instanceof Transition.Moved moved)) {
            return before;
        }
        assertThat(before.state().isFinal()).isFalse();
        for (int i = 0; i < before.actions().size(); i++) {
            ActionSnapshot was = before.actions().get(i);
            ActionSnapshot is = moved.after().actions().get(i);
            assertThat(is.attempt()).isGreaterThanOrEqualTo(was.attempt());
            assertThat(was.state().isDone() && is.state() != was.state()).isFalse();
        }
        return moved.after();
    }

    private static Outcome outcome(Random random) {
        List<Outcome> outcomes = List.of(
                new Outcome.Started(),
                new Outcome.Succeeded("ok"),
                new Outcome.Interrupted("died"),
                new Outcome.Rebooting(),
                new Outcome.Failed("no", 1));
        return outcomes.get(random.nextInt(outcomes.size()));
    }

    private static Transition.Moved moved(WorkflowSnapshot before, WorkflowEvent event) {
        Transition transition = WorkflowLifecycle.next(before, event);
        assertThat(transition).isInstanceOf(Transition.Moved.class);
        return (Transition.Moved) transition;
    }

    private static List<ActionState> states(WorkflowSnapshot workflow) {
        return workflow.actions().stream().map(ActionSnapshot::state).toList();
    }

    private static WorkflowSnapshot workflow(After after, ActionSnapshot... actions) {
        return new WorkflowSnapshot(WorkflowState.RUNNING, "", after, List.of(actions), Set.of());
    }

    private static ActionSnapshot action(MacAddress worker, ActionClass actionClass, ActionState state, int attempt) {
        return new ActionSnapshot("a", worker, actionClass, true, 0, state, attempt, attempt, 0);
    }

    private static Map<String, List<String>> readTable() throws IOException {
        Path file = Path.of("src/test/resources/dev/kindling/tink/workflow/transitions.txt");
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .collect(Collectors.toMap(List::getFirst, cells -> cells.subList(1, cells.size())));
    }
}
