package dev.kindling.simulator.sample;

import java.util.regex.Pattern;

/** Turns a text about worker 1 into the same text about another worker: name, address, MAC and id. */
final class WorkerNumber {

    /** Last byte of the control plane's address, MAC and id; worker n follows n places behind. */
    private static final int FIRST_OCTET = 11;

    private static final int NOT_DERIVED = 1;

    private WorkerNumber() {}

    static int octet(int worker) {
        return FIRST_OCTET + worker;
    }

    static String hex(int octet) {
        return String.format("%02x", octet);
    }

    static String derive(String text, String prefix, int worker) {
        if (worker == NOT_DERIVED) {
            return text;
        }
        String first = hex(octet(NOT_DERIVED));
        String other = hex(octet(worker));
        return text.replaceAll("k3s-worker-1\\b", "k3s-worker-" + worker)
                .replaceAll(Pattern.quote(prefix + octet(NOT_DERIVED)) + "\\b", prefix + octet(worker))
                .replaceAll("dc:a6:32:42:00:" + first + "\\b", "dc:a6:32:42:00:" + other)
                .replaceAll("-0000000000" + first + "\\b", "-0000000000" + other);
    }
}
