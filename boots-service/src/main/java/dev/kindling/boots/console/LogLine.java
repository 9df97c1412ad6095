package dev.kindling.boots.console;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One line as it goes into the timeline.
 *
 * @param level 0 (emergency) to 7 (debug), as in syslog
 * @param program who says it; empty where that is not told
 * @param text without what only frames it
 */
record LogLine(int level, String program, String text) {

    /** Not told otherwise. */
    static final int NOTICE = 5;

    private static final int ERROR = 3;

    /** A kernel prints its whole command line, and that carries the boot's credential. */
    private static final Pattern SECRET = Pattern.compile("((?:kindling\\.nonce|registry_password|password)=)\\S+");

    LogLine {
        Objects.requireNonNull(program, "program");
        text = SECRET.matcher(text.strip()).replaceAll("$1***");
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** Whether a person should look. */
    boolean isTrouble() {
        return level <= ERROR;
    }
}
