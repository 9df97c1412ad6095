package dev.kindling.tink.failure.grpc;

import dev.kindling.tink.failure.BrokenTransaction;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.FullDisk;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.stereotype.Component;

/**
 * The table from failures to gRPC status codes.
 *
 * <p>What a service method throws comes here by itself; a stream that fails later calls {@link #toException}.
 */
@Component
public class StatusMapper implements GrpcExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

    @Override
    public StatusException handleException(Throwable exception) {
        return toException(exception);
    }

    /** For {@code StreamObserver.onError}. */
    public static StatusException toException(Throwable thrown) {
        return switch (thrown) {
            case Failure.Invalid invalid -> ViolationDetails.exception(invalid.getMessage(), invalid.violations());
            case Failure failure ->
                status(failure).withDescription(failure.getMessage()).asException();
            case StatusException own -> own;
            case StatusRuntimeException own -> own.getStatus().asException(own.getTrailers());
            case RuntimeException e when FullDisk.is(e) -> full(e);
            case TransientDataAccessException e -> retry(e);
            case DataAccessResourceFailureException e -> retry(e);
            case RuntimeException e when BrokenTransaction.is(e) -> retry(e);
            default -> fault(thrown);
        };
    }

    private static Status status(Failure failure) {
        return switch (failure) {
            case Failure.NotFound _ -> Status.NOT_FOUND;
            case Failure.Invalid _ -> Status.INVALID_ARGUMENT;
            case Failure.Conflict _ -> Status.FAILED_PRECONDITION;
            case Failure.Stale _ -> Status.ABORTED;
            case Failure.Denied _ -> Status.PERMISSION_DENIED;
            case Failure.Unauthenticated _ -> Status.UNAUTHENTICATED;
        };
    }

    /** Lost updates, deadlocks and a database that is away: the same call may succeed in a moment. */
    private static StatusException retry(RuntimeException e) {
        log.atWarn().addKeyValue("reason", e.getMessage()).log("grpc.retry");
        return Status.UNAVAILABLE
                .withDescription("the database did not take this; try again")
                .asException();
    }

    /** Agents say it again until there is room. */
    private static StatusException full(RuntimeException e) {
        log.atError().addKeyValue("reason", e.getMessage()).log("database.full");
        return Status.UNAVAILABLE.withDescription(FullDisk.TEXT).asException();
    }

    private static StatusException fault(Throwable thrown) {
        log.atError().setCause(thrown).log("grpc.fault");
        return Status.INTERNAL
                .withDescription("this is a fault of the server; its log says more")
                .asException();
    }
}
