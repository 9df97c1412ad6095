package dev.kindling.tink.database;

import org.postgresql.util.PSQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The configured database does not let us in. */
class UnreachableFailureAnalyzer extends AbstractFailureAnalyzer<PSQLException> {

    /** SQLSTATE class 08 is the connection, 28 the credentials, 3D the database's name. */
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PSQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        if (!state.startsWith("08") && !state.startsWith("28") && !state.startsWith("3D")) {
            return null;
        }
        return new FailureAnalysis(
                "The database cannot be used: " + cause.getMessage(),
                "Check kindling.tink.database.url, username and password, and that the database runs and exists.",
                cause);
    }
}
