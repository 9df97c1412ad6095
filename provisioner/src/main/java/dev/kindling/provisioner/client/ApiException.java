package dev.kindling.provisioner.client;

import java.io.Serial;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A request that was not granted; the message is for people. */
public abstract sealed class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private ApiException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the same request may be granted later with nothing changed: nobody answers, or a server that cannot just now. */
    final boolean mayPass() {
        return switch (this) {
            case Unreachable _ -> true;
            case Refused refused -> refused.status() >= 502 && refused.status() <= 504;
            case Unconfigured _ -> false;
        };
    }

    /** Nobody answered. */
    public static final class Unreachable extends ApiException {
        @Serial
        private static final long serialVersionUID = 1L;

        Unreachable(URI base, Throwable cause) {
            super(describe(base, cause), cause);
        }

        private static String describe(URI base, Throwable cause) {
            boolean connected =
                    cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException);
            return connected
                    ? "Kindling at " + base + " took too long to answer; it may still do what was asked, so look"
                            + " before you repeat it ('list' shows what is there)"
                    : "Kindling does not answer at " + base + " (" + reason(cause) + "); is './kindling up' running?";
        }

        private static String reason(Throwable cause) {
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
    }

    /** There is nothing to ask: no address or no token. */
    public static final class Unconfigured extends ApiException {
        @Serial
        private static final long serialVersionUID = 1L;

        Unconfigured(String message) {
            super(message, null);
        }
    }

    /** A problem as RFC 9457 describes it, with every violation. */
    public static final class Refused extends ApiException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, JsonNode problem) {
            super(describe(status, problem), null);
            this.status = status;
        }

        public int status() {
            return status;
        }

        private static String describe(int status, JsonNode problem) {
            List<String> lines = new ArrayList<>();
            String detail = problem.path("detail").asString("");
            String title = problem.path("title").asString("HTTP " + status);
            JsonNode violations = problem.path("violations");
            // The detail of an invalid document repeats its violations in one line.
            lines.add(violations.isEmpty() && !detail.isEmpty() ? detail : title);
            for (JsonNode violation : violations) {
                lines.add("  " + violation.path("pointer").asString("") + " '"
                        + violation.path("value").asString("") + "': "
                        + violation.path("rule").asString(""));
            }
            return String.join(System.lineSeparator(), lines);
        }
    }
}
