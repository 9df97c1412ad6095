package dev.kindling.tink.workflow.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.web.EventStreams;
import dev.kindling.tink.workflow.ActionLogs;
import dev.kindling.tink.workflow.NewWorkflow;
import dev.kindling.tink.workflow.WorkflowFilter;
import dev.kindling.tink.workflow.WorkflowState;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.Workflows;
import dev.kindling.tink.workflow.Workflows.Decision;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /api/v1/workflows}. */
@RestController
@RequestMapping("/api/v1/workflows")
class WorkflowController {

    private static final int LONGEST_PAGE = 500;

    private final Workflows workflows;
    private final ActionLogs logs;
    private final LogStreams logStreams;
    private final WorkflowFollower follower;
    private final EventStreams timeline;

    WorkflowController(
            Workflows workflows,
            ActionLogs logs,
            LogStreams logStreams,
            WorkflowFollower follower,
            EventStreams timeline) {
        this.workflows = workflows;
        this.logs = logs;
        this.logStreams = logStreams;
        this.follower = follower;
        this.timeline = timeline;
    }

    /** One page; {@code next} is null at the end. */
    record Page(List<WorkflowView> items, String next) {}

    @PostMapping
    ResponseEntity<WorkflowView> create(@RequestBody NewWorkflow request) {
        WorkflowView created = workflows.create(request);
        return ResponseEntity.created(URI.create("/api/v1/workflows/" + created.id()))
                .body(created);
    }

    @GetMapping
    Page list(
            @RequestParam Optional<String> state,
            @RequestParam Optional<String> machine,
            @RequestParam Optional<String> selector,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "50") int limit) {
        int size = Math.clamp(limit, 1, LONGEST_PAGE);
        List<WorkflowView> found = workflows.list(
                new WorkflowFilter(
                        state.map(text -> Parameters.constant("state", text, WorkflowState.class)),
                        machine.map(text -> Parameters.mac("machine", text)),
                        selector.map(LabelSelector::parse)),
                after.map(text -> id("after", text)),
                size);
        return new Page(found, found.size() < size ? null : found.getLast().id().toString());
    }

    @GetMapping("/{id}")
    ResponseEntity<WorkflowView> get(@PathVariable String id) {
        WorkflowView workflow = workflows.get(id("id", id));
        return ResponseEntity.ok().eTag("\"" + workflow.version() + "\"").body(workflow);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id) {
        workflows.delete(id("id", id));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/cancel")
    WorkflowView cancel(@PathVariable String id) {
        return workflows.decide(id("id", id), Decision.CANCEL);
    }

    @PostMapping("/{id}/resume")
    WorkflowView resume(@PathVariable String id) {
        return workflows.decide(id("id", id), Decision.RESUME);
    }

    /** The same workflow when it was held; a new one, named by Location, when it had ended. */
    @PostMapping("/{id}/retry")
    ResponseEntity<WorkflowView> retry(@PathVariable String id, @RequestParam(defaultValue = "") String from) {
        UUID old = id("id", id);
        WorkflowView retried = workflows.retry(old, from);
        boolean same = retried.id().equals(old);
        ResponseEntity.BodyBuilder answer =
                same ? ResponseEntity.ok() : ResponseEntity.created(URI.create("/api/v1/workflows/" + retried.id()));
        return answer.body(retried);
    }

    @PostMapping("/{id}/fail")
    WorkflowView fail(@PathVariable String id) {
        return workflows.decide(id("id", id), Decision.FAIL);
    }

    /** The log of the action's newest attempt, or of a given one, as the agent sent it. */
    @GetMapping(value = "/{id}/actions/{index}/log", produces = MediaType.TEXT_PLAIN_VALUE)
    byte[] log(@PathVariable String id, @PathVariable int index, @RequestParam Optional<Integer> attempt) {
        WorkflowView workflow = existing(id, index);
        return logs.text(workflow.id(), index, attempt.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }

    /** What all attempts wrote, in pieces; with follow, on and on until the workflow has ended. */
    @GetMapping(value = "/{id}/logs", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter logs(
            @PathVariable String id,
            @RequestParam Optional<Integer> action,
            @RequestParam(defaultValue = "false") boolean follow) {
        WorkflowView workflow = existing(id, action.orElse(0));
        OptionalInt index = action.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        return logStreams.open(workflow.id(), index, follow);
    }

    private WorkflowView existing(String id, int index) {
        WorkflowView workflow = workflows.get(id("id", id));
        if (index < 0 || index >= workflow.actions().size()) {
            throw new Failure.NotFound("action of workflow " + id, index);
        }
        return workflow;
    }

    /** What happened to it and what happens, from the beginning or from after the last event a client has seen. */
    @GetMapping(value = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable String id, @RequestHeader("Last-Event-ID") Optional<String> last) {
        WorkflowView workflow = workflows.get(id("id", id));
        Cursor from = last.map(Cursor::parse).orElse(Cursor.START);
        return timeline.open(EventFilter.ofWorkflow(workflow.id()), Optional.of(from));
    }

    /** The workflow itself again whenever it looks different, progress included, until it has ended. */
    @GetMapping(value = "/{id}/progress", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter progress(@PathVariable String id) {
        return follower.follow(id("id", id));
    }

    private static UUID id(String name, String text) {
        return Parameters.id(name, text, "workflow");
    }
}
