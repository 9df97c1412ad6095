package dev.kindling.boots.report;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many events of one kind are told of one machine in a minute. Whoever asks without end, in a board's name or as one that starts over
 * and over, must not fill the timeline nor keep the database from what matters.
 */
public final class MachineRate {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_MACHINES = 16_384;

    private final Map<MacAddress, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MacAddress, Window> eldest) {
            return size() > MOST_MACHINES;
        }
    };

    private final int eachMinute;

    public MachineRate(int eachMinute) {
        this.eachMinute = eachMinute;
    }

    private record Window(Instant ends, int told) {}

    /** What is to be done with one. */
    public enum Say {
        TELL,
        /** It is the last one until the minute is over. */
        TELL_AS_LAST,
        COUNT_ONLY
    }

    public synchronized Say next(MacAddress mac, Instant now) {
        Window window = windows.get(mac);
        boolean clockWasSetBack = window != null && window.ends().isAfter(now.plus(WINDOW));
        if (window == null || clockWasSetBack || !now.isBefore(window.ends())) {
            window = new Window(now.plus(WINDOW), 0);
        }
        int told = window.told() + 1;
        windows.put(mac, new Window(window.ends(), Math.min(told, eachMinute + 1)));
        if (told > eachMinute) {
            return Say.COUNT_ONLY;
        }
        return told == eachMinute ? Say.TELL_AS_LAST : Say.TELL;
    }
}
