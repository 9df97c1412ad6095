package dev.kindling.boots.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the lines of one sender together: the kernel sends long ones in pieces and the Pi's boot loader as it likes. Not
 * thread-safe.
 *
 * <pre>
 * plain:    [    1.234567] text
 * extended: 6,416,1234567,-[,...];text      level and facility first (Documentation/ABI/testing/dev-kmsg)
 * </pre>
 */
final class NetconsoleLines {

    private static final int LONGEST = 1_024;
    private static final int LEVELS = 8;
    private static final Pattern EXTENDED = Pattern.compile("(\\d{1,4}),\\d+,\\d+,[^;]*;(.*)");

    private final StringBuilder pending = new StringBuilder();

    /** The lines that are complete now. */
    List<LogLine> add(byte[] datagram) {
        pending.append(new String(datagram, StandardCharsets.UTF_8));
        List<LogLine> lines = new ArrayList<>();
        for (int end = end(); end >= 0; end = end()) {
            add(lines, pending.substring(0, end));
            pending.delete(0, Math.min(pending.length(), end + 1));
        }
        return lines;
    }

    /** What is there of a line whose end does not come. */
    List<LogLine> flush() {
        List<LogLine> lines = new ArrayList<>();
        add(lines, pending.toString());
        pending.setLength(0);
        return lines;
    }

    private int end() {
        int end = pending.indexOf("\n");
        return end < 0 && pending.length() > LONGEST ? LONGEST : end;
    }

    private static void add(List<LogLine> lines, String text) {
        Matcher extended = EXTENDED.matcher(text);
        LogLine line = extended.matches()
                ? new LogLine(Integer.parseInt(extended.group(1)) % LEVELS, "kernel", extended.group(2))
                : new LogLine(LogLine.NOTICE, "", text);
        if (!line.isEmpty()) {
            lines.add(line);
        }
    }
}
