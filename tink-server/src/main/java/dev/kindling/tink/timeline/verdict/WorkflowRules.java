package dev.kindling.tink.timeline.verdict;

import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.verdict.Verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the newest workflow of the machine says, as far as it says anything about where the machine stands. */
final class WorkflowRules {

    /** A Pi's firmware needs under ten seconds to ask again; a PC's may need two minutes. */
    private static final Duration LOCAL_BOOT_TAKES = Duration.ofMinutes(3);

    private WorkflowRules() {}

    /** Empty while the workflow has not begun, or there is none. */
    static Optional<Verdict> judge(History history) {
        Optional<RecordedEvent> created = history.last("workflow.created");
        History run = history.after(created);
        Optional<RecordedEvent> moved = run.last("workflow.moved");
        if (moved.isEmpty()) {
            return Optional.empty();
        }
        RecordedEvent event = moved.get();
        return switch (fact(event, "to")) {
            case "SUCCESS" ->
                Optional.of(verdict(Finding.ALL_WELL, "its workflow has succeeded" + localBoot(run), "", event));
            case "FAILED", "TIMEOUT" -> Optional.of(failed(run, event));
            case "CANCELLED" ->
                Optional.of(verdict(
                        Finding.WORKFLOW_ENDED_BADLY,
                        "its workflow was cancelled" + reason(event),
                        "create a new workflow for it",
                        event));
            case "HELD" ->
                Optional.of(verdict(
                        Finding.HELD,
                        "its workflow is held and waits for an operator" + reason(event),
                        "find out what became of the action, then resume, retry or fail the workflow",
                        event));
            case "SETTLING" -> Optional.of(settling(history, event));
            default -> agent(run);
        };
    }

    private static Verdict failed(History run, RecordedEvent ended) {
        Optional<RecordedEvent> action = run.last("action.failed", "action.timed-out");
        if (action.isEmpty()) {
            String cause = "its workflow ended as " + fact(ended, "to") + reason(ended);
            return verdict(
                    Finding.WORKFLOW_ENDED_BADLY, cause, "read the workflow's events, then create a new one", ended);
        }
        String verb = action.get().event().kind().equals("action.failed") ? "failed" : "timed out";
        String message = fact(action.get(), "message");
        String cause =
                "action '" + fact(action.get(), "action") + "' " + verb + (message.isEmpty() ? "" : ": " + message);
        return new Verdict(
                Finding.ACTION_FAILED,
                cause,
                "read its log (workflows/" + workflow(action.get()) + "/actions/" + fact(action.get(), "index")
                        + "/log), mend the cause, create a new workflow",
                List.of(action.get(), ended));
    }

    private static Verdict settling(History history, RecordedEvent moved) {
        if (history.isOlderThan(moved, LOCAL_BOOT_TAKES)) {
            return verdict(
                    Finding.LOCAL_BOOT_OVERDUE,
                    "all actions are done, but it has not asked to boot since",
                    "look at its screen; power it off and on; its boot order must try the network before its disk (BOOT_ORDER=0xf12)",
                    moved);
        }
        return verdict(Finding.AWAITING_LOCAL_BOOT, "all actions are done and it reboots to its own disk", "", moved);
    }

    /** While it runs: is its agent there? */
    private static Optional<Verdict> agent(History run) {
        Optional<RecordedEvent> silent = run.last("agent.silent")
                .filter(event -> !run.after(Optional.of(event)).has("agent.back", "machine.enrolled"));
        if (silent.isPresent()) {
            return Optional.of(verdict(
                    Finding.AGENT_SILENT,
                    "its agent has not been heard of for a lease's time, in the middle of a workflow",
                    "look at its screen and its network cable; power it off and on: the workflow goes on when it has enrolled again",
                    silent.get()));
        }
        return run.last("action.started", "action.assigned", "action.retried", "action.interrupted")
                .filter(event -> !run.after(Optional.of(event)).has("action.rebooting", "boot.started"))
                .map(WorkflowRules::working);
    }

    private static Verdict working(RecordedEvent event) {
        String text = switch (event.event().kind()) {
            case "action.started" -> "runs action '" + fact(event, "action") + "'";
            case "action.assigned" -> "was given action '" + fact(event, "action") + "'";
            default -> "will run action '" + fact(event, "action") + "' again";
        };
        return verdict(Finding.WORKING, "it " + text + " (attempt " + fact(event, "attempt") + ")", "", event);
    }

    private static String localBoot(History run) {
        return run.has("boot.local") ? " and it boots its own disk" : "";
    }

    private static String reason(RecordedEvent event) {
        String reason = fact(event, "reason");
        return reason.isEmpty() ? "" : ": " + reason;
    }

    private static String workflow(RecordedEvent event) {
        return event.event().workflow().map(Object::toString).orElse("ID");
    }

    static String fact(RecordedEvent event, String name) {
        TimelineEvent told = event.event();
        return told.facts().getOrDefault(name, "");
    }

    static Verdict verdict(Finding finding, String cause, String remedy, RecordedEvent evidence) {
        return new Verdict(finding, cause, remedy, List.of(evidence));
    }
}
