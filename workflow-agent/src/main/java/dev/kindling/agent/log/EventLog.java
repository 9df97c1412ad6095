package dev.kindling.agent.log;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Writes {@code TIME BOARD event key=value ...}, one line per event. No logging framework: it would be the largest part of
 * the jar that does nothing for the board.
 *
 * @param board the MAC of the board, in every line, since several boards may share one process
 */
public record EventLog(String board, PrintStream out, Clock clock) {

    /** For the real console. */
    public static EventLog toConsole(String board) {
        return new EventLog(board, System.out, Clock.systemUTC());
    }

    /**
     * Writes one event.
     *
     * @param facts name, value, name, value, ...
     */
    public void event(String name, Object... facts) {
        StringBuilder line = new StringBuilder(120);
        line.append(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(board)
                .append(' ')
                .append(name);
        for (int i = 0; i + 1 < facts.length; i += 2) {
            line.append(' ').append(facts[i]).append('=').append(quoted(String.valueOf(facts[i + 1])));
        }
        out.println(line);
    }

    private static String quoted(String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"');
        if (plain) {
            return value;
        }
        return '"' + value.replace("\"", "'").replace('\n', ' ').replace('\r', ' ') + '"';
    }
}
