package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.workflow.Effect.Tell;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reaction;
import dev.kindling.tink.workflow.WorkflowSnapshot.ActionSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A transition being put together: the steps {@link WorkflowLifecycle} chooses from. Lives within one call. */
final class Move {

    private static final String WHAT_TO_DO =
            "; look whether it is done, then resume (it is), retry (run it again) or fail";

    /** A board that dies this often in one action will die again; a person has to look. */
    static final int MOST_ATTEMPTS = 20;

    private final WorkflowSnapshot before;
    private final List<ActionSnapshot> actions;
    private final Set<MacAddress> awaitingLocal;
    private final List<Effect> effects = new ArrayList<>();
    private WorkflowState state;
    private String reason;

    Move(WorkflowSnapshot before) {
        this.before = before;
        this.actions = new ArrayList<>(before.actions());
        this.awaitingLocal = new TreeSet<>(before.awaitingLocal());
        this.state = before.state();
        this.reason = before.reason();
    }

    Transition.Moved done() {
        if (state != before.state()) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("from", before.state().name());
            facts.put("to", state.name());
            if (!reason.isEmpty()) {
                facts.put("reason", reason);
            }
            Severity severity = isBad(state) ? Severity.WARNING : Severity.INFO;
            workers().forEach(mac -> effects.add(new Tell(mac, "workflow.moved", severity, facts)));
        }
        return new Transition.Moved(snapshot(), effects);
    }

    ActionSnapshot action(int index) {
        return actions.get(index);
    }

    OptionalInt current() {
        return snapshot().current();
    }

    void to(WorkflowState next, String why) {
        state = next;
        reason = why;
    }

    void heard(int index, long sequence) {
        change(index, action -> action.heard(sequence));
    }

    void handOut(int index) {
        change(index, ActionSnapshot::handedOut);
        tell(index, "action.assigned", Severity.INFO, Map.of());
    }

    void start(int index) {
        change(index, action -> action.in(ActionState.RUNNING));
        tell(index, "action.started", Severity.INFO, Map.of());
    }

    void succeed(int index, String message) {
        if (state == WorkflowState.HELD) {
            to(WorkflowState.RUNNING, "");
        }
        change(index, action -> action.in(ActionState.SUCCEEDED));
        tell(index, "action.succeeded", Severity.INFO, message(message));
        skipAndFinish();
        current().ifPresent(next -> effects.add(new Effect.Wake(action(next).worker())));
    }

    /** The last word of an attempt whose node goes away; with nothing left to do for it that is its success. */
    void reboot(int index) {
        tell(index, "action.rebooting", Severity.INFO, Map.of());
        change(index, action -> action.in(ActionState.SUCCEEDED));
        boolean boardIsDone = before.after() == After.LOCAL
                && !snapshot().hasWorkLeft(action(index).worker());
        if (boardIsDone) {
            succeed(index, "the node reboots to its own disk");
        } else {
            if (state == WorkflowState.HELD) {
                to(WorkflowState.RUNNING, "");
            }
            change(index, action -> action.in(ActionState.REBOOTING));
        }
    }

    void fail(int index, Outcome.Failed failed) {
        Map<String, String> facts = new LinkedHashMap<>(message(failed.message()));
        facts.put("exitCode", Integer.toString(failed.exitCode()));
        tell(index, "action.failed", Severity.WARNING, facts);
        failed.reaction().ifPresent(reaction -> reacted(index, "on-failure", reaction));
        retryOrEnd(index, WorkflowState.FAILED, ActionState.FAILED, failed.message());
    }

    void timeOut(int index, Outcome.TimedOut timedOut) {
        tell(index, "action.timed-out", Severity.WARNING, message(timedOut.message()));
        timedOut.reaction().ifPresent(reaction -> reacted(index, "on-timeout", reaction));
        retryOrEnd(index, WorkflowState.TIMEOUT, ActionState.TIMED_OUT, timedOut.message());
    }

    /** The fact is not called message: that is what the action itself said. */
    private void reacted(int index, String reaction, Reaction how) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("reaction", reaction);
        facts.put("outcome", how.succeeded() ? "succeeded" : "failed");
        facts.put("exitCode", Integer.toString(how.exitCode()));
        if (!how.message().isEmpty()) {
            facts.put("said", how.message());
        }
        tell(index, "action.reacted", how.succeeded() ? Severity.INFO : Severity.WARNING, facts);
    }

    /** The agent did not speak in time, so nobody knows what became of the attempt. */
    void deadline(int index) {
        String message = "the agent reported no end within the action's timeout";
        tell(index, "action.timed-out", Severity.WARNING, message(message));
        effects.add(new Effect.StopAttempt(index, action(index).attempt(), message));
        effects.add(new Effect.Wake(action(index).worker()));
        if (action(index).actionClass() == ActionClass.ONCE) {
            hold(index, message);
        } else {
            retryOrEnd(index, WorkflowState.TIMEOUT, ActionState.TIMED_OUT, message);
        }
    }

    /** The attempt ended without an outcome: run it again where its class allows that, else ask an operator. */
    void interrupt(int index, String message) {
        if (action(index).actionClass() == ActionClass.ONCE) {
            tell(index, "action.interrupted", Severity.WARNING, message(message));
            hold(index, message);
        } else if (action(index).attempt() >= MOST_ATTEMPTS) {
            tell(index, "action.interrupted", Severity.WARNING, message(message));
            hold(index, message + ", " + MOST_ATTEMPTS + " times");
        } else {
            again(index, "action.interrupted", message);
        }
    }

    /** The action will be handed out as the next attempt. */
    void again(int index, String kind, String message) {
        tell(index, kind, Severity.WARNING, message(message));
        change(index, action -> action.in(ActionState.PENDING));
        effects.add(new Effect.Wake(action(index).worker()));
    }

    /** An operator lets it go on from an earlier action: what succeeded since runs again too. */
    void goBack(int from, int current) {
        for (int i = from; i <= current; i++) {
            ActionState was = action(i).state();
            if (was != ActionState.SKIPPED) {
                change(i, ActionSnapshot::afresh);
                tell(i, "action.retried", Severity.WARNING, message("an operator wants it to run again"));
            }
        }
        effects.add(new Effect.Wake(action(current().orElseThrow()).worker()));
    }

    void endBackoff(int index) {
        change(index, action -> action.in(ActionState.PENDING));
        effects.add(new Effect.Wake(action(index).worker()));
    }

    void cancel(String why) {
        end(WorkflowState.CANCELLED, ActionState.CANCELLED, why);
    }

    /** Ends the workflow and the action it is at; an agent that runs it is told to stop. */
    void end(WorkflowState next, ActionState last, String why) {
        current().ifPresent(index -> {
            ActionSnapshot action = action(index);
            change(index, a -> a.in(last));
            if (action.attempt() > 0 && action.state().isOpen()) {
                String kind = last == ActionState.TIMED_OUT ? "action.timed-out" : "action." + lower(last);
                tell(index, kind, Severity.WARNING, message(why));
                effects.add(new Effect.StopAttempt(index, action.attempt(), why));
                effects.add(new Effect.Wake(action.worker()));
            }
        });
        to(next, why);
    }

    /** What it was held for stays the reason; what could be done about it is over. */
    void giveUp() {
        end(WorkflowState.FAILED, ActionState.FAILED, reason.replace(WHAT_TO_DO, "") + "; an operator gave it up");
    }

    void bootedLocally(MacAddress worker) {
        awaitingLocal.remove(worker);
        if (awaitingLocal.isEmpty() && state == WorkflowState.SETTLING) {
            to(WorkflowState.SUCCESS, "");
        }
    }

    /** Passes over actions whose condition is false, frees machines that are done, and ends a run without actions left. */
    void skipAndFinish() {
        OptionalInt index = current();
        while (index.isPresent() && !action(index.getAsInt()).condition()) {
            int skipped = index.getAsInt();
            change(skipped, action -> action.in(ActionState.SKIPPED));
            tell(skipped, "action.skipped", Severity.INFO, message("its condition is false"));
            index = current();
        }
        if (before.after() == After.LOCAL) {
            WorkflowSnapshot now = snapshot();
            workers().stream()
                    .filter(mac -> before.hasWorkLeft(mac) && !now.hasWorkLeft(mac) && awaitingLocal.add(mac))
                    .forEach(mac -> effects.add(new Effect.BootLocal(mac)));
        }
        if (index.isEmpty()) {
            to(awaitingLocal.isEmpty() ? WorkflowState.SUCCESS : WorkflowState.SETTLING, "");
        }
    }

    String awaitingText() {
        return awaitingLocal.stream().map(MacAddress::text).collect(Collectors.joining(", "));
    }

    private void retryOrEnd(int index, WorkflowState end, ActionState last, String message) {
        ActionSnapshot action = action(index);
        if (action.failures() < action.retries()) {
            if (state == WorkflowState.HELD) {
                to(WorkflowState.RUNNING, "");
            }
            change(index, ActionSnapshot::failedOnce);
            String count = (action.failures() + 1) + " of " + action.retries();
            tell(index, "action.retried", Severity.WARNING, Map.of("retry", count));
        } else {
            change(index, a -> a.in(last));
            to(end, named(index, message));
        }
    }

    private void hold(int index, String message) {
        change(index, action -> action.in(ActionState.UNKNOWN));
        to(WorkflowState.HELD, named(index, message) + WHAT_TO_DO);
    }

    private String named(int index, String message) {
        return "action '" + action(index).name() + "': " + message;
    }

    private void change(int index, UnaryOperator<ActionSnapshot> change) {
        actions.set(index, change.apply(actions.get(index)));
    }

    private void tell(int index, String kind, Severity severity, Map<String, String> more) {
        ActionSnapshot action = action(index);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("action", action.name());
        facts.put("index", Integer.toString(index));
        facts.put("attempt", Integer.toString(action.attempt()));
        facts.putAll(more);
        effects.add(new Tell(action.worker(), kind, severity, facts));
    }

    private WorkflowSnapshot snapshot() {
        return new WorkflowSnapshot(state, reason, before.after(), actions, awaitingLocal);
    }

    private Set<MacAddress> workers() {
        return actions.stream().map(ActionSnapshot::worker).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> message(String text) {
        return text.isEmpty() ? Map.of() : Map.of("message", text);
    }

    private static boolean isBad(WorkflowState state) {
        return switch (state) {
            case PENDING, RUNNING, SETTLING, SUCCESS -> false;
            case HELD, FAILED, TIMEOUT, CANCELLED -> true;
        };
    }

    private static String lower(ActionState state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }
}
