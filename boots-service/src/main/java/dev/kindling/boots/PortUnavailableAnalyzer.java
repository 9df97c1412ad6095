package dev.kindling.boots;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start which port is the trouble and what helps, in place of a stack trace. */
final class PortUnavailableAnalyzer extends AbstractFailureAnalyzer<PortUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, PortUnavailableException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), failure);
    }
}
