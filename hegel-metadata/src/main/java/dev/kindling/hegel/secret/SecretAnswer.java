package dev.kindling.hegel.secret;

/** What becomes of asking for a secret. */
public sealed interface SecretAnswer {

    /** The secret. Never printed. */
    record Granted(byte[] value) implements SecretAnswer {

        public Granted {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public String toString() {
            return "Granted[hidden]";
        }
    }

    /** No, and why. */
    record Refused(Reason reason) implements SecretAnswer {}

    /** tink-server does not answer now; ask again. */
    record Unavailable() implements SecretAnswer {}

    /** Why a secret is refused. */
    enum Reason {
        UNKNOWN_SESSION,
        NOT_FOR_THIS_MACHINE,
        NO_SUCH_SECRET,
        /** It could be had once, or for a short time, and that is over. */
        GONE
    }
}
