package dev.kindling.tink.failure.web;

import dev.kindling.tink.failure.Failure;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The table from failures to problem details; the filter before the controllers uses it too. */
public final class Problems {

    private Problems() {}

    public static ProblemDetail of(Failure failure) {
        return switch (failure) {
            case Failure.NotFound f -> of(HttpStatus.NOT_FOUND, "not-found", f.getMessage());
            case Failure.Invalid f -> {
                ProblemDetail problem = of(HttpStatus.BAD_REQUEST, "invalid", f.getMessage());
                problem.setProperty("violations", f.violations());
                yield problem;
            }
            case Failure.Conflict f -> of(HttpStatus.CONFLICT, "conflict", f.getMessage());
            case Failure.Stale f -> of(HttpStatus.PRECONDITION_FAILED, "stale", f.getMessage());
            case Failure.Denied f -> of(HttpStatus.FORBIDDEN, "denied", f.getMessage());
            case Failure.Unauthenticated f -> of(HttpStatus.UNAUTHORIZED, "unauthenticated", f.getMessage());
        };
    }

    public static ProblemDetail of(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:kindling:problem:" + type));
        return problem;
    }
}
