package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.ReportResponse;
import dev.kindling.tink.directory.BootsConfirmation;
import dev.kindling.tink.machine.Machines.SessionOwner;
import dev.kindling.tink.workflow.FaultPoint;
import dev.kindling.tink.workflow.ReportAnswer;
import dev.kindling.tink.workflow.WorkflowEngine;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** A report: committed first, answered after; a machine's last one once boots knows that it boots its own disk. */
@Component
class ReportCall {

    private final WorkflowEngine engine;
    private final AgentStreams streams;
    private final AgentActions actions;
    private final BootsConfirmation boots;
    private final FaultPoint faults;

    ReportCall(
            WorkflowEngine engine,
            AgentStreams streams,
            AgentActions actions,
            BootsConfirmation boots,
            FaultPoint faults) {
        this.engine = engine;
        this.streams = streams;
        this.actions = actions;
        this.boots = boots;
        this.faults = faults;
    }

    ReportResponse report(SessionOwner caller, AgentSession.Hash session, ReportRequest request) {
        MacAddress mac = caller.mac();
        // Whoever takes the next action here gets it with this report's commit; on another server its stream is woken
        // to ask.
        Optional<UUID> boot = Optional.ofNullable(caller.boot()).filter(_ -> streams.serves(mac, session));
        ReportAnswer answer = engine.report(mac, AgentMessages.report(request), boot);
        answer.next().ifPresent(next -> streams.give(mac, request.getAction(), actions.forAgent(next)));
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
