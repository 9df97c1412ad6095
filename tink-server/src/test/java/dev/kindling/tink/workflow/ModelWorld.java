package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.workflow.ModelAgent.Ref;
import dev.kindling.tink.workflow.WorkflowEvent.ActionDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.BackoffPassed;
import dev.kindling.tink.workflow.WorkflowEvent.CancelRequested;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import dev.kindling.tink.workflow.WorkflowEvent.Enrolled;
import dev.kindling.tink.workflow.WorkflowEvent.FailRequested;
import dev.kindling.tink.workflow.WorkflowEvent.GlobalDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.LocalBootSeen;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import dev.kindling.tink.workflow.WorkflowEvent.ResumeRequested;
import dev.kindling.tink.workflow.WorkflowEvent.RetryRequested;
import dev.kindling.tink.workflow.WorkflowEvent.SettleDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowSnapshot.ActionSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** One workflow, two boards, and what really happened on them; throws {@link Broken} when a promise is broken. */
final class ModelWorld {

    private static final List<MacAddress> BOARDS =
            List.of(MacAddress.parse("dc:a6:32:42:00:0b"), MacAddress.parse("dc:a6:32:42:00:0c"));
    private static final int CALM_STEPS = 5_000;

    private final BiFunction<WorkflowSnapshot, WorkflowEvent, Transition> lifecycle;
    private final List<ModelAgent> agents;
    private final List<Reported> delivered = new ArrayList<>();
    private final Set<Ref> begun = new HashSet<>();
    private final Set<Ref> started = new HashSet<>();
    private final Set<Ref> done = new HashSet<>();
    private final Map<MacAddress, Ref> running = new HashMap<>();
    private final Map<Integer, Integer> allowed = new HashMap<>();
    private final Set<Integer> resumed = new HashSet<>();
    private final Set<Ref> toStop = new LinkedHashSet<>();
    private final Set<Ref> givenUp = new HashSet<>();
    private WorkflowSnapshot workflow;

    /** A promise that was not kept. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    ModelWorld(long shape, BiFunction<WorkflowSnapshot, WorkflowEvent, Transition> lifecycle) {
        this.lifecycle = lifecycle;
        this.agents = BOARDS.stream().map(mac -> new ModelAgent(mac, this)).toList();
        Random random = new Random(shape);
        List<ActionSnapshot> actions = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(4); i++) {
            ActionClass actionClass = ActionClass.values()[random.nextInt(ActionClass.values().length)];
            MacAddress worker = BOARDS.get(random.nextInt(3) / 2);
            boolean condition = random.nextInt(6) > 0;
            int retries = random.nextInt(3);
            actions.add(new ActionSnapshot(
                    "action-" + i, worker, actionClass, condition, retries, ActionState.PENDING, 0, 0, 0));
        }
        After after = random.nextBoolean() ? After.LOCAL : After.NETBOOT;
        workflow = new WorkflowSnapshot(WorkflowState.PENDING, "", after, actions, Set.of());
    }

    ActionClass classOf(Ref ref) {
        return workflow.actions().get(ref.index()).actionClass();
    }

    // --- what happens on boards ---------------------------------------------------------------------------------

    void began(ModelAgent agent, Ref ref) {
        hold(begun.add(ref), ref + " began twice");
        hold(!running.containsKey(agent.mac()), ref + " began while another one runs on its board");
        running.put(agent.mac(), ref);
        if (classOf(ref) == ActionClass.ONCE) {
            long times =
                    begun.stream().filter(each -> each.index() == ref.index()).count();
            hold(
                    times <= 1 + allowed.getOrDefault(ref.index(), 0),
                    ref + " of class once began " + times + " times, an operator or a retry allowed "
                            + allowed.getOrDefault(ref.index(), 0) + " more");
        }
    }

    void ended(ModelAgent agent, Ref ref, Outcome outcome) {
        running.remove(agent.mac());
        if (outcome instanceof Outcome.Succeeded || outcome instanceof Outcome.Rebooting) {
            done.add(ref);
        } else {
            // Its retries are the template's own permission to run it again.
            allowed.merge(ref.index(), 1, Integer::sum);
        }
    }

    void stopped(ModelAgent agent, Ref ref) {
        running.remove(agent.mac(), ref);
    }

    void reboots(ModelAgent agent) {
        agent.boot();
        apply(new Enrolled(agent.mac()));
    }

    // --- steps --------------------------------------------------------------------------------------------------

    void take(ModelStep step) {
        ModelAgent agent = agents.get(step.choice() % agents.size());
        int choice = step.choice() / agents.size();
        switch (step.kind()) {
            case ASK -> ask(agent);
            case WORK -> agent.work(choice);
            case DELIVER -> agent.says().ifPresent(report -> agent.answered(report, wanted(report)));
            case KILLED_BEFORE_COMMIT ->
                agent.says().filter(report -> !delivered.contains(report)).ifPresent(delivered::add);
            case REPLY_LOST -> agent.says().ifPresent(this::wanted);
            case DUPLICATE -> {
                if (!delivered.isEmpty()) {
                    wanted(delivered.get(choice % delivered.size()));
                }
            }
            case AGENT_CRASH -> agent.crash();
            case REBOOT -> reboots(agent);
            case DEADLINE ->
                current()
                        .ifPresent(
                                i -> apply(new ActionDeadlinePassed(i, action(i).attempt())));
            case BACKOFF ->
                current().ifPresent(i -> apply(new BackoffPassed(i, action(i).attempt())));
            case OPERATOR -> operator(choice);
            case STOP -> stop(choice);
            case CANCEL -> apply(new CancelRequested());
            case FAIL -> apply(new FailRequested());
            case GIVE_UP ->
                agent.running().ifPresent(ref -> {
                    givenUp.add(ref);
                    agent.stop(ref);
                });
            case GLOBAL_DEADLINE -> apply(new GlobalDeadlinePassed());
            case SETTLE_DEADLINE -> apply(new SettleDeadlinePassed());
            case LOCAL_BOOT -> {
                if (workflow.awaitingLocal().contains(agent.mac())) {
                    agent.boot();
                    apply(new LocalBootSeen(agent.mac()));
                }
            }
        }
    }

    /** No faults any more: whatever happened before, it comes to an end. */
    void calmDown(Random random) {
        for (int step = 0; step < CALM_STEPS && !workflow.state().isFinal(); step++) {
            ModelStep.Kind kind = List.of(
                            ModelStep.Kind.ASK,
                            ModelStep.Kind.WORK,
                            ModelStep.Kind.DELIVER,
                            ModelStep.Kind.BACKOFF,
                            ModelStep.Kind.OPERATOR,
                            ModelStep.Kind.STOP,
                            ModelStep.Kind.LOCAL_BOOT)
                    .get(random.nextInt(7));
            take(new ModelStep(kind, random.nextInt(1 << 16)));
        }
        hold(workflow.state().isFinal(), "after " + CALM_STEPS + " quiet steps it is still " + workflow);
    }

    private void ask(ModelAgent agent) {
        apply(new Claimed(agent.mac()));
        current()
                .filter(i -> action(i).worker().equals(agent.mac())
                        && (action(i).state() == ActionState.ASSIGNED
                                || action(i).state() == ActionState.RUNNING))
                .ifPresent(i -> agent.assign(new Ref(i, action(i).attempt())));
    }

    /** The order to stop arrives at its board, at some time and in any sequence. */
    private void stop(int choice) {
        if (!toStop.isEmpty()) {
            Ref ref = List.copyOf(toStop).get(choice % toStop.size());
            toStop.remove(ref);
            agents.stream()
                    .filter(agent -> agent.mac().equals(action(ref.index()).worker()))
                    .forEach(agent -> agent.stop(ref));
        }
    }

    private void operator(int choice) {
        Optional<Integer> held = current().filter(i -> action(i).state() == ActionState.UNKNOWN);
        if (held.isEmpty()) {
            return;
        }
        int index = held.get();
        if (done.contains(new Ref(index, action(index).attempt()))) {
            resumed.add(index);
            apply(new ResumeRequested());
        } else {
            int from = choice % 4 == 0 ? choice % (index + 1) : index;
            if (apply(new RetryRequested(from)) instanceof Transition.Moved) {
                IntStream.rangeClosed(from, index).forEach(i -> allowed.merge(i, 1, Integer::sum));
            }
        }
    }

    /** What was on the way is kept once, so that leaving out a step changes as little as can be of those after it. */
    private boolean wanted(Reported report) {
        if (!delivered.contains(report)) {
            delivered.add(report);
        }
        return !(apply(report) instanceof Transition.Rejected);
    }

    // --- promises -----------------------------------------------------------------------------------------------

    private Transition apply(WorkflowEvent event) {
        Transition transition = lifecycle.apply(workflow, event);
        if (transition instanceof Transition.Moved moved) {
            if (event instanceof Reported report && report.outcome() instanceof Outcome.Started) {
                started.add(new Ref(report.index(), report.attempt()));
            }
            check(workflow, moved.after(), event);
            moved.effects().stream()
                    .filter(Effect.StopAttempt.class::isInstance)
                    .map(Effect.StopAttempt.class::cast)
                    .forEach(order -> toStop.add(new Ref(order.index(), order.attempt())));
            if (moved.after().state().isFinal()) {
                checkEnd(workflow, moved.after(), event);
            }
            workflow = moved.after();
        }
        return transition;
    }

    private void check(WorkflowSnapshot before, WorkflowSnapshot after, WorkflowEvent event) {
        hold(!before.state().isFinal(), before.state() + " changed by " + event);
        for (int i = 0; i < before.actions().size(); i++) {
            ActionSnapshot was = before.actions().get(i);
            ActionSnapshot is = after.actions().get(i);
            hold(is.attempt() >= was.attempt(), is.name() + ": an attempt went back");
            hold(is.attempt() > was.attempt() || is.sequence() >= was.sequence(), is.name() + ": a sequence went back");
            if (is.state() == ActionState.ASSIGNED && was.state() != ActionState.ASSIGNED) {
                hold(
                        after.actions().subList(0, i).stream()
                                .allMatch(a -> a.state().isDone()),
                        is.name() + " is handed out before those before it are done");
                hold(is.condition(), is.name() + " is handed out though its condition is false");
            }
            if (is.state() == ActionState.SUCCEEDED && was.state() != ActionState.SUCCEEDED) {
                checkSuccess(i, is, event);
            }
        }
        boolean over = after.state() == WorkflowState.SUCCESS || after.state() == WorkflowState.SETTLING;
        hold(!over || after.current().isEmpty(), after.state() + " with an action left");
    }

    /** Every end has its reason, and leaves nothing running that nobody was told to stop. */
    private void checkEnd(WorkflowSnapshot before, WorkflowSnapshot after, WorkflowEvent event) {
        boolean reason = switch (event) {
            case CancelRequested _ -> after.state() == WorkflowState.CANCELLED;
            case FailRequested _ -> after.state() == WorkflowState.FAILED && before.state() == WorkflowState.HELD;
            case SettleDeadlinePassed _ ->
                after.state() == WorkflowState.FAILED && before.state() == WorkflowState.SETTLING;
            case GlobalDeadlinePassed _ ->
                after.state() == WorkflowState.TIMEOUT && before.state() == WorkflowState.RUNNING;
            case ActionDeadlinePassed _ -> after.state() == WorkflowState.TIMEOUT;
            case Reported report -> isEndOf(report, after.state());
            case Claimed _, Enrolled _, LocalBootSeen _, ResumeRequested _ -> after.state() == WorkflowState.SUCCESS;
            case BackoffPassed _, RetryRequested _ -> false;
        };
        hold(reason, before.state() + " became " + after.state() + " by " + event);
        hold(
                after.actions().stream().noneMatch(action -> action.state().isOpen()),
                after.state() + " with an action still open");
        running.values().stream()
                .filter(ref -> before.actions().get(ref.index()).attempt() == ref.attempt()
                        && before.actions().get(ref.index()).state().isOwned())
                .filter(ref -> !after.actions().get(ref.index()).state().isDone())
                .forEach(ref -> hold(toStop.contains(ref), ref + " runs on after " + after.state()));
    }

    private boolean isEndOf(Reported report, WorkflowState end) {
        return switch (report.outcome()) {
            case Outcome.Succeeded _, Outcome.Rebooting _ -> end == WorkflowState.SUCCESS;
            case Outcome.Failed _ -> end == WorkflowState.FAILED;
            case Outcome.TimedOut _ -> end == WorkflowState.TIMEOUT;
            case Outcome.Cancelled _ ->
                end == WorkflowState.CANCELLED && givenUp.contains(new Ref(report.index(), report.attempt()));
            case Outcome.Started _, Outcome.Interrupted _ -> false;
        };
    }

    private void checkSuccess(int index, ActionSnapshot action, WorkflowEvent event) {
        boolean really = done.contains(new Ref(index, action.attempt()));
        boolean back = action.actionClass() == ActionClass.REBOOT
                && event instanceof Enrolled
                && started.contains(new Ref(index, action.attempt()));
        hold(really || back || resumed.contains(index), action.name() + " succeeded by " + event + " but was not done");
    }

    private Optional<Integer> current() {
        OptionalInt index = workflow.current();
        return index.isPresent() ? Optional.of(index.getAsInt()) : Optional.empty();
    }

    private ActionSnapshot action(int index) {
        return workflow.actions().get(index);
    }

    private static void hold(boolean promise, String otherwise) {
        if (!promise) {
            throw new Broken(otherwise);
        }
    }
}
