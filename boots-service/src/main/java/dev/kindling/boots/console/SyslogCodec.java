package dev.kindling.boots.console;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads syslog over UDP. Never refuses: what is in neither form is a line all the same (RFC 3164, section 4.3.3).
 *
 * <pre>
 * RFC 3164: &lt;13&gt;Nov 25 22:10:01 host program[12]: text
 * RFC 5424: &lt;13&gt;1 2026-11-25T22:10:01Z host program 12 id [structured data] text
 * </pre>
 */
final class SyslogCodec {

    private static final Pattern PRIORITY = Pattern.compile("<(\\d{1,3})>(.*)", Pattern.DOTALL);
    private static final Pattern MODERN = Pattern.compile(
            "1 (\\S+) (\\S+) (\\S+) (\\S+) (\\S+) (-|(?:\\[(?:[^\\]\\\\]|\\\\.)*+\\])++)(?: (.*))?", Pattern.DOTALL);
    private static final Pattern DATE = Pattern.compile(
            "(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT\\S+) (\\S+) (.*)", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("([A-Za-z0-9_./-]{1,48})(?:\\[\\d*\\])?: ?(.*)", Pattern.DOTALL);
    private static final int LARGEST_PRIORITY = 191;
    private static final int LEVELS = 8;

    private SyslogCodec() {}

    static LogLine decode(byte[] datagram) {
        String text = new String(datagram, StandardCharsets.UTF_8);
        Matcher priority = PRIORITY.matcher(text);
        if (!priority.matches() || Integer.parseInt(priority.group(1)) > LARGEST_PRIORITY) {
            return new LogLine(LogLine.NOTICE, "", text);
        }
        int level = Integer.parseInt(priority.group(1)) % LEVELS;
        String rest = priority.group(2);
        Matcher modern = MODERN.matcher(rest);
        if (modern.matches()) {
            String message = modern.group(7) == null ? "" : modern.group(7);
            return new LogLine(
                    level, absent(modern.group(3)), message.startsWith("\uFEFF") ? message.substring(1) : message);
        }
        Matcher date = DATE.matcher(rest);
        return tagged(level, date.matches() ? date.group(2) : rest);
    }

    private static LogLine tagged(int level, String text) {
        Matcher tag = TAG.matcher(text);
        return tag.matches() ? new LogLine(level, tag.group(1), tag.group(2)) : new LogLine(level, "", text);
    }

    private static String absent(String value) {
        return value.equals("-") ? "" : value;
    }
}
