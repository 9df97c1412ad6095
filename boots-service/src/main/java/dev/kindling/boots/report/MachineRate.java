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

    /** Changed in place: thousands of machines that ask at once must not leave an object behind with every question. */
    private static final class Window {
        private long ends;
        private int told;
    }

    /** What is to be done with one. */
    public enum Say {
        TELL,
        /** It is the last one until the minute is over. */
        TELL_AS_LAST,
        COUNT_ONLY
    }

    public synchronized Say next(MacAddress mac, Instant now) {
        long millis = now.toEpochMilli();
        Window window = windows.computeIfAbsent(mac, _ -> new Window());
        boolean clockWasSetBack = window.ends > millis + WINDOW.toMillis();
        if (clockWasSetBack || millis >= window.ends) {
            window.ends = millis + WINDOW.toMillis();
            window.told = 0;
        }
        window.told = Math.min(window.told + 1, eachMinute + 1);
        if (window.told > eachMinute) {
            return Say.COUNT_ONLY;
        }
        return window.told == eachMinute ? Say.TELL_AS_LAST : Say.TELL;
    }
}
