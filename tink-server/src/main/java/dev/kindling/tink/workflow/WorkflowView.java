package dev.kindling.tink.workflow;

import dev.kindling.tink.template.ActionClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A workflow as the REST door shows it.
 *
 * @param version counts up with every change; the ETag
 */
public record WorkflowView(
        UUID id,
        String name,
        String template,
        WorkflowState state,
        String reason,
        List<String> machines,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long version,
        Optional<UUID> retryOf,
        List<ActionView> actions) {

    static WorkflowView of(Workflow workflow, List<ActionOutput.Progress> progress) {
        return new WorkflowView(
                workflow.id(),
                workflow.name(),
                workflow.template(),
                workflow.state(),
                workflow.reason(),
                workflow.workers().stream().map(worker -> worker.mac().text()).toList(),
                workflow.createdAt(),
                workflow.startedAt(),
                workflow.endedAt(),
                workflow.version(),
                workflow.retryOf(),
                IntStream.range(0, workflow.actions().size())
                        .mapToObj(i -> ActionView.of(workflow.actions().get(i), progress.get(i)))
                        .toList());
    }

    /**
     * One action.
     *
     * @param progress of the running or last attempt; total 0 is unknown
     */
    public record ActionView(
            int index,
            String task,
            String name,
            String image,
            String machine,
            ActionClass actionClass,
            ActionState state,
            int attempt,
            int failures,
            String message,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            ActionOutput.Progress progress) {

        static ActionView of(WorkflowAction action, ActionOutput.Progress progress) {
            return new ActionView(
                    action.position(),
                    action.planned().task(),
                    action.planned().name(),
                    action.planned().image(),
                    action.worker().text(),
                    action.planned().actionClass(),
                    action.state(),
                    action.attempt(),
                    action.failures(),
                    action.message(),
                    action.startedAt(),
                    action.endedAt(),
                    progress);
        }
    }
}
