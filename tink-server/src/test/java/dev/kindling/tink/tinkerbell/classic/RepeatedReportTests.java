package dev.kindling.tink.tinkerbell.classic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.tinkerbell.workflow.State;
import dev.kindling.proto.tinkerbell.workflow.WorkflowAction;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionsRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowServiceGrpc;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.Workflows;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker says a report whose answer was lost again, every 3 s, also of an action that has retries and a back-off of 2 s. */
class RepeatedReportTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    static final SharedLab SHARED = new SharedLab();

    private final ClassicLab lab = SHARED.lab();

    @Test
    void failureSaidAgainIsCountedOnceAndTheActionHasItsRetry() throws Exception {
        ClassicLab.Board board = lab.board();
        String name = "t" + UUID.randomUUID().toString().substring(0, 8);
        String template = lab.cli().createTemplate(name, """
                version: "0.1"
                name: %s
                global_timeout: 600
                tasks:
                  - name: only
                    worker: "{{.device_1}}"
                    actions:
                      - {name: flaky, image: flaky, timeout: 60, retries: 1}
                """.formatted(name));
        String workflow = lab.cli().createWorkflow(template, "{\"device_1\":\"" + board.mac() + "\"}");

        report(workflow, State.STATE_RUNNING);
        report(workflow, State.STATE_FAILED);
        report(workflow, State.STATE_FAILED);
        awaitBackoff(workflow);
        report(workflow, State.STATE_FAILED);
        report(workflow, State.STATE_TIMEOUT);

        assertThat(action(workflow).attempt()).as("it ran once").isEqualTo(1);
        assertThat(action(workflow).failures()).isEqualTo(1);

        report(workflow, State.STATE_RUNNING);
        assertThat(action(workflow).attempt()).isEqualTo(2);
        report(workflow, State.STATE_SUCCESS);
        assertThat(view(workflow).state().name()).isEqualTo("SUCCESS");
    }

    private void report(String workflow, State state) {
        WorkflowServiceGrpc.WorkflowServiceBlockingStub calls = WorkflowServiceGrpc.newBlockingStub(lab.tls());
        WorkflowAction action = calls.getWorkflowActions(WorkflowActionsRequest.newBuilder()
                        .setWorkflowId(workflow)
                        .build())
                .getActionList(0);
        assertThat(calls.reportActionStatus(FakeTinkWorker.status(workflow, action, state, "")))
                .isNotNull();
    }

    private void awaitBackoff(String workflow) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!action(workflow).state().name().equals("PENDING")) {
            assertThat(System.nanoTime()).as("the back-off did not pass").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private WorkflowView.ActionView action(String workflow) {
        return view(workflow).actions().getFirst();
    }

    private WorkflowView view(String workflow) {
        return lab.server().bean(Workflows.class).get(UUID.fromString(workflow));
    }
}
