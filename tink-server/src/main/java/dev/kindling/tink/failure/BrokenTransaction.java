package dev.kindling.tink.failure;

import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells a transaction that lost its connection from a fault of ours: the same call may succeed in a moment. */
public final class BrokenTransaction {

    private BrokenTransaction() {}

    /**
     * Whether a transaction could not be begun, committed or rolled back. Hibernate wraps a rollback over a dead
     * connection in an exception of its own, which Spring passes on as a JpaSystemException.
     */
    public static boolean is(Throwable thrown) {
        return thrown instanceof CannotCreateTransactionException
                || thrown instanceof TransactionSystemException
                || (thrown instanceof JpaSystemException
                        && thrown.getCause() instanceof org.hibernate.TransactionException);
    }
}
