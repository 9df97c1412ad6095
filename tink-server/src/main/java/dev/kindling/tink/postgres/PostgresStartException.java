package dev.kindling.tink.postgres;

import java.io.Serial;

/** The embedded PostgreSQL cannot be had; the message says why and what to do. */
public final class PostgresStartException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    PostgresStartException(String message) {
        super(message);
    }

    PostgresStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
