package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.workflow.WorkflowPlans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** A workflow's timeline as Tinkerbell's events, oldest first; whoever ran it. */
@Service
public class ClassicEvents {

    private static final int PAGE = 500;

    private final TimelineReader timeline;
    private final WorkflowPlans plans;

    ClassicEvents(TimelineReader timeline, WorkflowPlans plans) {
        this.timeline = timeline;
        this.plans = plans;
    }

    /**
     * One report.
     *
     * @param seconds from the action's start to its end, whole ones
     */
    public record Event(PlannedAction action, ClassicState state, long seconds, String message, Instant at) {}

    public List<Event> of(UUID workflow) {
        WorkflowPlan plan = plans.of(workflow);
        Map<String, Instant> begun = new HashMap<>();
        List<Event> events = new ArrayList<>();
        Cursor after = Cursor.START;
        List<RecordedEvent> page;
        do {
            page = timeline.after(after, EventFilter.ofWorkflow(workflow), PAGE);
            for (RecordedEvent recorded : page) {
                event(plan, recorded.event(), begun).ifPresent(events::add);
                after = recorded.cursor();
            }
        } while (page.size() == PAGE);
        return events;
    }

    private static Optional<Event> event(WorkflowPlan plan, TimelineEvent event, Map<String, Instant> begun) {
        Optional<ClassicState> state = state(event.kind());
        if (state.isEmpty() || !event.facts().containsKey("index")) {
            return Optional.empty();
        }
        String attempt = event.facts().get("index") + "/" + event.facts().get("attempt");
        if (state.get() == ClassicState.RUNNING) {
            begun.put(attempt, event.at());
        }
        long seconds = Math.max(
                0,
                Duration.between(begun.getOrDefault(attempt, event.at()), event.at())
                        .toSeconds());
        String usual = state.get() == ClassicState.RUNNING ? "Started execution" : "";
        return Optional.of(new Event(
                plan.actions().get(Integer.parseInt(event.facts().get("index"))),
                state.get(),
                seconds,
                event.facts().getOrDefault("message", usual),
                event.at()));
    }

    /** Everything else of a timeline has no name in Tinkerbell. */
    private static Optional<ClassicState> state(String kind) {
        return switch (kind) {
            case "action.started" -> Optional.of(ClassicState.RUNNING);
            case "action.succeeded" -> Optional.of(ClassicState.SUCCESS);
            case "action.failed", "action.cancelled" -> Optional.of(ClassicState.FAILED);
            case "action.timed-out" -> Optional.of(ClassicState.TIMEOUT);
            default -> Optional.empty();
        };
    }
}
