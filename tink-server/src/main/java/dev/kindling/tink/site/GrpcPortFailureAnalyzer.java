package dev.kindling.tink.site;

import java.io.IOException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The gRPC port cannot be bound; Boot itself explains only the web port. */
class GrpcPortFailureAnalyzer extends AbstractFailureAnalyzer<IOException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IOException cause) {
        String message = cause.getMessage();
        if (message == null || !message.startsWith("Failed to bind to address")) {
            return null;
        }
        String reason = cause.getCause() == null ? "" : " (" + cause.getCause().getMessage() + ")";
        return new FailureAnalysis(
                "The gRPC port cannot be used: " + message + reason + ".",
                "Stop what listens there, or set kindling.tink.grpc.port (and kindling.tink.grpc.address).",
                cause);
    }
}
