package dev.kindling.tink.tinkerbell.classic.grpc;

import dev.kindling.tink.tinkerbell.classic.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How a call is answered, and the one table from refusals to statuses. */
final class Calls {

    private Calls() {}

    static <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
        stream(observer, receiver -> receiver.accept(call.get()));
    }

    /** A stream that ends with the last of what there is. */
    static <T> void stream(StreamObserver<T> observer, Consumer<Consumer<T>> call) {
        try {
            call.accept(observer::onNext);
        } catch (RuntimeException e) {
            observer.onError(status(Refusal.of(e)));
            return;
        }
        observer.onCompleted();
    }

    static StatusRuntimeException status(Refusal refusal) {
        Status status = switch (refusal.code()) {
            case UNKNOWN -> Status.UNKNOWN;
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
            case ABORTED -> Status.ABORTED;
        };
        return status.withDescription(refusal.getMessage()).asRuntimeException();
    }
}
