package dev.kindling.agent.grpc;

import dev.kindling.agent.tink.WorkEvent;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.proto.agent.v1.WorkRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.Consumer;

/** Turns one stream of orders into events, until it is closed. */
final class WorkObserver implements ClientResponseObserver<WorkRequest, WorkOrder> {

    private final Consumer<WorkEvent> events;
    private ClientCallStreamObserver<WorkRequest> call;
    private boolean closed;

    WorkObserver(Consumer<WorkEvent> events) {
        this.events = events;
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<WorkRequest> requestStream) {
        this.call = requestStream;
    }

    @Override
    public void onNext(WorkOrder order) {
        Messages.event(order).ifPresent(this::emit);
    }

    @Override
    public void onError(Throwable error) {
        Status status = Status.fromThrowable(error);
        WorkEvent.Why why =
                status.getCode() == Status.Code.UNAUTHENTICATED ? WorkEvent.Why.SESSION_REFUSED : WorkEvent.Why.LOST;
        String reason = error instanceof StatusRuntimeException e ? GrpcTink.text(e) : status.toString();
        emit(new WorkEvent.Ended(why, reason));
    }

    @Override
    public void onCompleted() {
        emit(new WorkEvent.Ended(WorkEvent.Why.LOST, "the server ended the stream"));
    }

    synchronized void close() {
        closed = true;
        if (call != null) {
            call.cancel("closed by the agent", null);
        }
    }

    private synchronized void emit(WorkEvent event) {
        if (!closed) {
            events.accept(event);
        }
    }
}
