package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.tink.workflow.WorkAnswer;
import dev.kindling.tink.workflow.WorkSignals;
import dev.kindling.tink.workflow.WorkflowSettings;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The open streams of this replica, one per machine; a newer one, here or on another replica, takes its place. */
@Component
class AgentStreams implements SmartLifecycle {

    private static final Status STOPPING = Status.UNAVAILABLE.withDescription("the server stops; connect again");

    private final StreamWork work;
    private final WorkSignals signals;
    private final WorkflowSettings settings;

    /** Sockets, not state: a stream is opened again elsewhere when this replica goes away. */
    private final Map<MacAddress, AgentStream> open = new ConcurrentHashMap<>();

    private volatile boolean running;

    AgentStreams(StreamWork work, WorkSignals signals, WorkflowSettings settings) {
        this.work = work;
        this.signals = signals;
        this.settings = settings;
        signals.listen(this::heard);
    }

    void open(MacAddress mac, AgentSession.Hash session, ServerCallStreamObserver<WorkOrder> agent) {
        AgentStream stream = new AgentStream(session, work, agent, settings.heartbeat());
        agent.setOnCancelHandler(stream::leave);
        AgentStream older = open.put(mac, stream);
        if (older != null) {
            older.end(AgentStream.SUPERSEDED);
        }
        Thread.ofVirtual().name("agent-" + mac).start(() -> {
            stream.run(() -> signals.opened(mac));
            open.remove(mac, stream);
        });
    }

    /** Whether the stream of this machine is open here, with this session. */
    boolean serves(MacAddress mac, AgentSession.Hash session) {
        AgentStream stream = open.get(mac);
        return stream != null && stream.isOf(session);
    }

    /** What was handed out to the machine when it ended an attempt. A stream that has gone meanwhile asks when it is opened again. */
    void give(MacAddress mac, ActionRef ended, WorkAnswer.Assigned next) {
        AgentStream stream = open.get(mac);
        if (stream != null) {
            stream.give(ended, next);
        }
    }

    private void heard(String mac, long newStream) {
        if (mac.isEmpty()) {
            open.values().forEach(AgentStream::wake);
            return;
        }
        AgentStream stream = open.get(new MacAddress(mac));
        if (stream == null) {
            return;
        }
        if (newStream == 0) {
            stream.wake();
        } else {
            stream.opened(newStream);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Before the gRPC server stops, which would wait for these streams. */
    @Override
    public void stop() {
        running = false;
        open.values().forEach(stream -> stream.end(STOPPING));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
