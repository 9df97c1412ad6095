package dev.kindling.tink.failure;

import java.util.List;
import java.util.stream.Collectors;

/** A request that cannot be granted, and why; the message is for people and ends with what to do next. */
public abstract sealed class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Failure(String message) {
        super(message, null, false, false);
    }

    /** Nothing of that name. */
    public static final class NotFound extends Failure {
        private static final long serialVersionUID = 1L;

        /** For example {@code new NotFound("workflow", id)}. */
        public NotFound(String kind, Object id) {
            super("there is no " + kind + " '" + id + "'");
        }
    }

    /** The input breaks rules; all of them are listed. */
    public static final class Invalid extends Failure {
        private static final long serialVersionUID = 1L;
        private final transient List<Violation> violations;

        /** @param subject what was read: "hardware 'n1'", "template" */
        public Invalid(String subject, List<Violation> violations) {
            super(subject + ": " + violations.stream().map(Violation::sentence).collect(Collectors.joining("; ")));
            this.violations = List.copyOf(violations);
        }

        /** The same, seen from what this is a part of: "/2" before every pointer. */
        public Invalid below(String prefix) {
            return new Invalid(
                    "element " + prefix,
                    violations.stream()
                            .map(each -> new Violation(prefix + each.pointer(), each.value(), each.rule()))
                            .toList());
        }

        public List<Violation> violations() {
            return violations;
        }
    }

    /** The input is right but what is there stands against it: a duplicate, a wrong state, a lost update. */
    public static final class Conflict extends Failure {
        private static final long serialVersionUID = 1L;

        public Conflict(String message) {
            super(message);
        }
    }

    /** The caller changes an older version than the one that is there: read again, then change. */
    public static final class Stale extends Failure {
        private static final long serialVersionUID = 1L;

        public Stale(String message) {
            super(message);
        }
    }

    /** Who asks may not do this. */
    public static final class Denied extends Failure {
        private static final long serialVersionUID = 1L;

        public Denied(String message) {
            super(message);
        }
    }

    /** Who asks is not known: no credential, a wrong one, or one that has ended. */
    public static final class Unauthenticated extends Failure {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String message) {
            super(message);
        }
    }
}
