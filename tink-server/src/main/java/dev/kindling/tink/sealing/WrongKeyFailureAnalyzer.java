package dev.kindling.tink.sealing;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Database and data directory do not belong together. */
class WrongKeyFailureAnalyzer extends AbstractFailureAnalyzer<WrongKeyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WrongKeyException cause) {
        return new FailureAnalysis(
                "The database was written with another master key: " + cause.getMessage() + ".",
                "Copy master.key from the data directory of the server that made this database (mode 0600), or use an empty"
                        + " database.",
                cause);
    }
}
