package dev.kindling.provisioner.client;

import picocli.CommandLine.Option;

/** Which of a kind; the server selects. */
final class Selection {

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            description = "machines by label: room=b,shelf!=3,rack,!broken")
    private String selector;

    @Option(names = "--state", paramLabel = "STATE", description = "only those in this state")
    private String state;

    boolean isEmpty() {
        return selector == null && state == null;
    }

    String selector() {
        return selector;
    }

    String state() {
        return state;
    }

    /** With its question mark; empty for everything. */
    String query() {
        String query = (selector == null ? "" : "&selector=" + UrlText.of(selector))
                + (state == null ? "" : "&state=" + UrlText.of(state));
        return query.isEmpty() ? "" : "?" + query.substring(1);
    }
}
