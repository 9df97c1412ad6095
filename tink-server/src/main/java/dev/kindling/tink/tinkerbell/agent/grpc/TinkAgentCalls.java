package dev.kindling.tink.tinkerbell.agent.grpc;

import dev.kindling.proto.tinkerbell.agent.ActionRequest;
import dev.kindling.proto.tinkerbell.agent.ActionResponse;
import dev.kindling.proto.tinkerbell.agent.ActionStatusRequest;
import dev.kindling.proto.tinkerbell.agent.ActionStatusResponse;
import dev.kindling.proto.tinkerbell.agent.WorkflowServiceGrpc;
import dev.kindling.tink.tinkerbell.CompatibleService;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** {@code proto.WorkflowService}, call by call. */
@Component
class TinkAgentCalls implements WorkflowServiceGrpc.AsyncService, CompatibleService {

    private final GetActionCall actions;
    private final ReportActionCall reports;

    TinkAgentCalls(GetActionCall actions, ReportActionCall reports) {
        this.actions = actions;
        this.reports = reports;
    }

    @Override
    public ServerServiceDefinition definition() {
        return WorkflowServiceGrpc.bindService(this);
    }

    @Override
    public void getAction(ActionRequest request, StreamObserver<ActionResponse> observer) {
        answer(observer, () -> actions.answer(request));
    }

    @Override
    public void reportActionStatus(ActionStatusRequest request, StreamObserver<ActionStatusResponse> observer) {
        answer(observer, () -> {
            reports.report(request);
            return ActionStatusResponse.getDefaultInstance();
        });
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
        T response;
        try {
            response = call.get();
        } catch (RuntimeException e) {
            Refusal refusal = Refusal.of(e);
            observer.onError(
                    status(refusal).withDescription(refusal.getMessage()).asRuntimeException());
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }

    /** An agent gives a report up at NOT_FOUND, INVALID_ARGUMENT and FAILED_PRECONDITION, and repeats it at anything else. */
    private static Status status(Refusal refusal) {
        return switch (refusal.code()) {
            case UNKNOWN -> Status.UNKNOWN;
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
            case ABORTED -> Status.UNAVAILABLE;
        };
    }
}
