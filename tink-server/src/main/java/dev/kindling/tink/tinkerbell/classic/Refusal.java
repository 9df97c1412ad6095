package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.failure.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** An answer that Tinkerbell's clients know by its gRPC status; the REST paths print the same. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);

    private final Code code;

    private Refusal(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** The statuses that tink-server used (tink:grpc-server@v0.6.0); what it did not think of is UNKNOWN. */
    public enum Code {
        UNKNOWN("Unknown"),
        INVALID_ARGUMENT("InvalidArgument"),
        NOT_FOUND("NotFound"),
        FAILED_PRECONDITION("FailedPrecondition"),
        ABORTED("Aborted");

        private final String goName;

        Code(String goName) {
            this.goName = goName;
        }

        /** As Go prints it. */
        public String goName() {
            return goName;
        }
    }

    public static Refusal unknown(String message) {
        return new Refusal(Code.UNKNOWN, message);
    }

    public static Refusal invalid(String message) {
        return new Refusal(Code.INVALID_ARGUMENT, message);
    }

    public static Refusal notFound(String message) {
        return new Refusal(Code.NOT_FOUND, message);
    }

    public static Refusal precondition(String message) {
        return new Refusal(Code.FAILED_PRECONDITION, message);
    }

    public static Refusal aborted(String message) {
        return new Refusal(Code.ABORTED, message);
    }

    /**
     * Whatever was thrown, as this. Tinkerbell's services wrapped nothing: an error without a status of its own is UNKNOWN, and
     * trouble with the database ABORTED, which a worker tries again.
     */
    public static Refusal of(RuntimeException thrown) {
        return switch (thrown) {
            case Refusal own -> own;
            case Failure failure -> unknown(failure.getMessage());
            case DataAccessException _, TransactionException _ -> aborted("the database did not take this; try again");
            default -> {
                LOG.atError().setCause(thrown).log("tinkerbell.fault");
                yield unknown("this is a fault of the server; its log says more");
            }
        };
    }

    public Code code() {
        return code;
    }
}
