package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.ReportResponse;
import dev.kindling.tink.directory.BootsConfirmation;
import dev.kindling.tink.workflow.FaultPoint;
import dev.kindling.tink.workflow.ReportAnswer;
import dev.kindling.tink.workflow.WorkflowEngine;
import org.springframework.stereotype.Component;

/** A report: committed first, answered after; a machine's last one once boots knows that it boots its own disk. */
@Component
class ReportCall {

    private final WorkflowEngine engine;
    private final BootsConfirmation boots;
    private final FaultPoint faults;

    ReportCall(WorkflowEngine engine, BootsConfirmation boots, FaultPoint faults) {
        this.engine = engine;
        this.boots = boots;
        this.faults = faults;
    }

    ReportResponse report(MacAddress mac, ReportRequest request) {
        ReportAnswer answer = engine.report(mac, AgentMessages.report(request));
        answer.bootRevision().ifPresent(revision -> boots.await(mac, revision));
        if (answer.outcome() == ReportAnswer.Outcome.APPLIED) {
            faults.pass(FaultPoint.Moment.BEFORE_REPLY);
        }
        return ReportResponse.newBuilder()
                .setOutcome(AgentMessages.outcome(answer.outcome()))
                .setMessage(answer.why())
                .build();
    }
}
