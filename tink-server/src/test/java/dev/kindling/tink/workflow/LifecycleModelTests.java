package dev.kindling.tink.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.workflow.WorkflowEvent.Enrolled;
import dev.kindling.tink.workflow.WorkflowEvent.FailRequested;
import dev.kindling.tink.workflow.WorkflowEvent.GlobalDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import dev.kindling.tink.workflow.WorkflowEvent.SettleDeadlinePassed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of reports, crashes, reboots, lost replies, duplicates, clock jumps past every deadline, server kills and
 * what operators do, against a small model of what was promised; what fails is made as short as it gets and printed with its seed.
 *
 * <p>Longer: {@code ./kindling test --long}; another start: {@code -Dkindling.seed=N}.
 */
class LifecycleModelTests {

    private static final boolean LONG = Boolean.getBoolean("kindling.long");
    private static final int RUNS = LONG ? 300_000 : 6_000;
    private static final int STEPS = 150;
    private static final long SEED = Long.getLong("kindling.seed", 1);

    private record Failure(long seed, List<ModelStep> steps, String why) {}

    @Test
    @Tag("F3")
    @Tag("F4")
    @Tag("F6")
    @Tag("F7")
    @Tag("F8")
    @Tag("F22")
    @Tag("F23")
    void everyPromiseHoldsInRandomRuns() {
        assertThat(search(WorkflowLifecycle::next, RUNS)).isEmpty();
    }

    @Test
    void generatorFindsALifecycleThatRunsAnActionOfClassOnceAgainAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::forgetsToHold, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("class once");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(12);
    }

    @Test
    void generatorFindsALifecycleThatTakesLateReportsAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::takesAnyAttempt, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(16);
    }

    @Test
    void generatorFindsALifecycleThatCountsARebootThatNeverBeganAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::countsAnyBoot, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("succeeded by Enrolled");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(12);
    }

    @Test
    void generatorFindsALifecycleThatCountsTheTimeAnOperatorTakesAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::countsHeldTime, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("HELD became TIMEOUT");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(12);
    }

    @Test
    void generatorFindsALifecycleThatTakesAStoppedActionForACancelledWorkflowAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::cancelsWhatWasStopped, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("became CANCELLED by Reported");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(16);
    }

    @Test
    void generatorFindsALifecycleThatEndsAndLeavesTheActionRunningAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::leavesItRunning, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("runs on after TIMEOUT");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(12);
    }

    @Test
    void generatorFindsALifecycleThatGivesUpWhatIsNotHeldAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::givesUpAnything, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("became FAILED by FailRequested");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(12);
    }

    @Test
    void generatorFindsALifecycleThatSucceedsWithoutTheLocalBootAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::settlesByTime, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("SETTLING became SUCCESS by SettleDeadlinePassed");
    }

    @Test
    void generatorFindsALifecycleThatTakesAnActionItsAgentGaveUpForDoneAndShrinksIt() {
        Optional<Failure> found = search(LifecycleModelTests::goesOnAfterGivingUp, RUNS);

        assertThat(found).isPresent();
        assertThat(found.get().why()).contains("but was not done");
        assertThat(found.get().steps()).as("shrunk").hasSizeLessThan(12);
    }

    /** The global deadline ends a workflow that waits for an operator too. */
    private static Transition countsHeldTime(WorkflowSnapshot workflow, WorkflowEvent event) {
        if (event instanceof GlobalDeadlinePassed && workflow.state() == WorkflowState.HELD) {
            Move wrong = new Move(workflow);
            wrong.end(WorkflowState.TIMEOUT, ActionState.TIMED_OUT, "");
            return wrong.done();
        }
        return WorkflowLifecycle.next(workflow, event);
    }

    /** "Cancelled" of an attempt that was stopped since its time was over. */
    private static Transition cancelsWhatWasStopped(WorkflowSnapshot workflow, WorkflowEvent event) {
        if (event instanceof Reported report
                && report.outcome() instanceof Outcome.Cancelled
                && workflow.state() == WorkflowState.HELD) {
            Move wrong = new Move(workflow);
            wrong.cancel("");
            return wrong.done();
        }
        return WorkflowLifecycle.next(workflow, event);
    }

    /** As upstream: the deadline ends the workflow, and its agent is not told. */
    private static Transition leavesItRunning(WorkflowSnapshot workflow, WorkflowEvent event) {
        Transition right = WorkflowLifecycle.next(workflow, event);
        return event instanceof GlobalDeadlinePassed && right instanceof Transition.Moved moved
                ? new Transition.Moved(moved.after(), List.of())
                : right;
    }

    private static Transition goesOnAfterGivingUp(WorkflowSnapshot workflow, WorkflowEvent event) {
        Transition right = WorkflowLifecycle.next(workflow, event);
        if (event instanceof Reported report
                && report.outcome() instanceof Outcome.Cancelled
                && right instanceof Transition.Moved) {
            Move wrong = new Move(workflow);
            wrong.succeed(report.index(), "");
            return wrong.done();
        }
        return right;
    }

    private static Transition givesUpAnything(WorkflowSnapshot workflow, WorkflowEvent event) {
        if (event instanceof FailRequested && workflow.state() == WorkflowState.RUNNING) {
            Move wrong = new Move(workflow);
            wrong.end(WorkflowState.FAILED, ActionState.FAILED, "");
            return wrong.done();
        }
        return WorkflowLifecycle.next(workflow, event);
    }

    private static Transition settlesByTime(WorkflowSnapshot workflow, WorkflowEvent event) {
        if (event instanceof SettleDeadlinePassed && workflow.state() == WorkflowState.SETTLING) {
            Move wrong = new Move(workflow);
            wrong.to(WorkflowState.SUCCESS, "");
            return wrong.done();
        }
        return WorkflowLifecycle.next(workflow, event);
    }

    /** Any new boot is the one an action of class reboot was for. */
    private static Transition countsAnyBoot(WorkflowSnapshot workflow, WorkflowEvent event) {
        boolean handedOut = workflow.current().stream()
                .mapToObj(workflow.actions()::get)
                .anyMatch(
                        action -> action.actionClass() == ActionClass.REBOOT && action.state() == ActionState.ASSIGNED);
        Transition right = WorkflowLifecycle.next(workflow, event);
        if (event instanceof Enrolled && handedOut && right instanceof Transition.Moved) {
            Move wrong = new Move(workflow);
            wrong.succeed(workflow.current().orElseThrow(), "");
            return wrong.done();
        }
        return right;
    }

    /** As upstream: a node that boots again simply runs the action again. */
    private static Transition forgetsToHold(WorkflowSnapshot workflow, WorkflowEvent event) {
        Transition right = WorkflowLifecycle.next(workflow, event);
        if (event instanceof Enrolled
                && right instanceof Transition.Moved moved
                && moved.after().state() == WorkflowState.HELD) {
            Move wrong = new Move(workflow);
            wrong.again(workflow.current().orElseThrow(), "action.interrupted", "");
            return wrong.done();
        }
        return right;
    }

    /** As upstream: a report counts whichever attempt it is of. */
    private static Transition takesAnyAttempt(WorkflowSnapshot workflow, WorkflowEvent event) {
        if (event instanceof Reported report
                && report.outcome() instanceof Outcome.Succeeded
                && report.index() < workflow.actions().size()) {
            int attempt = workflow.actions().get(report.index()).attempt();
            return WorkflowLifecycle.next(workflow, new Reported(report.index(), attempt, 99, report.outcome()));
        }
        return WorkflowLifecycle.next(workflow, event);
    }

    private static Optional<Failure> search(
            BiFunction<WorkflowSnapshot, WorkflowEvent, Transition> lifecycle, int runs) {
        for (int run = 0; run < runs; run++) {
            long seed = SEED * 1_000_003 + run;
            Random random = new Random(seed);
            Optional<ModelStep.Kind> ending = ModelStep.ending(random);
            List<ModelStep> steps = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                steps.add(ModelStep.random(random, ending));
            }
            Optional<String> why = fails(seed, steps, lifecycle);
            if (why.isPresent()) {
                List<ModelStep> shortest = shrink(seed, steps, lifecycle);
                return Optional.of(new Failure(
                        seed, shortest, fails(seed, shortest, lifecycle).orElseThrow()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fails(
            long seed, List<ModelStep> steps, BiFunction<WorkflowSnapshot, WorkflowEvent, Transition> lifecycle) {
        try {
            ModelWorld world = new ModelWorld(seed, lifecycle);
            steps.forEach(world::take);
            world.calmDown(new Random(seed));
            return Optional.empty();
        } catch (ModelWorld.Broken broken) {
            return Optional.of(broken.getMessage());
        }
    }

    /** Leaves out halves, quarters, ... single steps, and again, for as long as it still fails. */
    private static List<ModelStep> shrink(
            long seed, List<ModelStep> failing, BiFunction<WorkflowSnapshot, WorkflowEvent, Transition> lifecycle) {
        List<ModelStep> now = failing;
        int before;
        do {
            before = now.size();
            now = shrinkOnce(seed, now, lifecycle);
        } while (now.size() < before);
        return now;
    }

    private static List<ModelStep> shrinkOnce(
            long seed, List<ModelStep> failing, BiFunction<WorkflowSnapshot, WorkflowEvent, Transition> lifecycle) {
        List<ModelStep> now = failing;
        for (int size = Math.max(1, now.size() / 2); size >= 1; size = size == 1 ? 0 : size / 2) {
            int at = 0;
            while (at < now.size()) {
                List<ModelStep> less = new ArrayList<>(now.subList(0, at));
                less.addAll(now.subList(Math.min(now.size(), at + size), now.size()));
                if (fails(seed, less, lifecycle).isPresent()) {
                    now = less;
                } else {
                    at += size;
                }
            }
        }
        return now;
    }
}
