package dev.kindling.agent.action;

/** What became of an attempt; every one of these is its last word. */
public sealed interface ActionResult {

    /** The word for logs and the journal. */
    String word();

    /** For people; may be empty. Never holds a secret's value. */
    default String message() {
        return "";
    }

    record Succeeded(String message) implements ActionResult {
        @Override
        public String word() {
            return "succeeded";
        }
    }

    /**
     * @param message what failed, on what, and what to do next
     * @param exitCode of the command or container; -1 when there is none
     */
    record Failed(String message, int exitCode) implements ActionResult {
        @Override
        public String word() {
            return "failed";
        }
    }

    record TimedOut(String message) implements ActionResult {
        @Override
        public String word() {
            return "timed-out";
        }
    }

    /** Stopped because the server said so. */
    record Cancelled() implements ActionResult {
        @Override
        public String word() {
            return "cancelled";
        }
    }

    /** The agent died while it ran, and does not know the outcome. */
    record Interrupted(String message) implements ActionResult {
        @Override
        public String word() {
            return "interrupted";
        }
    }

    /** Said before the node vanishes on purpose. */
    record Rebooting() implements ActionResult {
        @Override
        public String word() {
            return "rebooting";
        }
    }
}
