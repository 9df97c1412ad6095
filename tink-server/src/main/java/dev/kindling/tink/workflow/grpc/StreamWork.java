package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.workflow.AgentLeases;
import dev.kindling.tink.workflow.StoppedAttempts;
import dev.kindling.tink.workflow.StoppedAttempts.Stopped;
import dev.kindling.tink.workflow.UnchangedWork;
import dev.kindling.tink.workflow.WorkAnswer;
import dev.kindling.tink.workflow.WorkflowEngine;
import java.util.List;
import org.springframework.stereotype.Component;

/** One look at what a stream has to say, from committed state each time: what was said before only spares a close look. */
@Component
class StreamWork {

    private final AgentSession sessions;
    private final AgentLeases leases;
    private final StoppedAttempts stopped;
    private final WorkflowEngine engine;
    private final UnchangedWork unchanged;
    private final AgentActions actions;

    StreamWork(
            AgentSession sessions,
            AgentLeases leases,
            StoppedAttempts stopped,
            WorkflowEngine engine,
            UnchangedWork unchanged,
            AgentActions actions) {
        this.sessions = sessions;
        this.leases = leases;
        this.stopped = stopped;
        this.engine = engine;
        this.unchanged = unchanged;
        this.actions = actions;
    }

    /** What there is to say to a machine's agent. */
    record Round(MacAddress mac, List<Stopped> stopped, WorkAnswer answer) {}

    /** @throws dev.kindling.tink.failure.Failure.Unauthenticated when the session has ended */
    Round look(AgentSession.Hash session) {
        MachineFacts machine = sessions.find(session).orElseThrow(AgentSession::ended);
        leases.renew(machine.mac());
        return new Round(
                machine.mac(),
                stopped.of(machine.mac(), machine.bootId()),
                actions.forAgent(engine.claim(machine.mac())));
    }

    /**
     * Looks again when nothing has called for it. An agent without work is not renewed its lease: only one that owns an attempt can be
     * missed, and it gets none without a close look.
     */
    Round lookAgain(AgentSession.Hash session, Round before) {
        boolean same = switch (before.answer()) {
            case WorkAnswer.Idle _ -> unchanged.hasNothingFor(session.sha256(), before.mac());
            case WorkAnswer.Assigned attempt -> {
                boolean runs = unchanged.isStillRun(session.sha256(), before.mac(), attempt);
                if (runs) {
                    leases.renew(before.mac());
                }
                yield runs;
            }
            case WorkAnswer.RebootToLocal _ -> false;
        };
        if (same) {
            return new Round(before.mac(), List.of(), before.answer());
        }
        sessions.renew(session);
        return look(session);
    }
}
