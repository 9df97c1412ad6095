package dev.kindling.tink.tinkerbell;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A port of the compatibility listener cannot be bound. */
class ListenerFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Stop what listens there, or set " + cause.property() + " (and kindling.tink.tinkerbell.address).",
                cause);
    }
}
