package dev.kindling.tink.database;

import dev.kindling.tink.postgres.PostgresStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The embedded PostgreSQL does not start. */
class PostgresFailureAnalyzer extends AbstractFailureAnalyzer<PostgresStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PostgresStartException cause) {
        return new FailureAnalysis(
                "The embedded PostgreSQL does not start: " + cause.getMessage(),
                "Look into the log beside its files, or use a PostgreSQL of your own: kindling.tink.database.url.",
                cause);
    }
}
