package dev.kindling.boots.tftp;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many missing files of one machine are told in a minute. A Pi asks for some forty in a boot; whoever asks for
 * thousands, in a board's name or as one that starts over and over, must not fill the timeline. Used by one thread.
 */
final class MissingRate {

    static final int EACH_MINUTE = 120;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_MACHINES = 4_096;

    private final Map<MacAddress, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MacAddress, Window> eldest) {
            return size() > MOST_MACHINES;
        }
    };

    private record Window(Instant ends, int told) {}

    /** What is to be done with one. */
    enum Say {
        TELL,
        /** It is the last one until the minute is over. */
        TELL_AS_LAST,
        COUNT_ONLY
    }

    Say next(MacAddress mac, Instant now) {
        Window window = windows.get(mac);
        if (window == null || !now.isBefore(window.ends())) {
            window = new Window(now.plus(WINDOW), 0);
        }
        int told = window.told() + 1;
        windows.put(mac, new Window(window.ends(), Math.min(told, EACH_MINUTE + 1)));
        if (told > EACH_MINUTE) {
            return Say.COUNT_ONLY;
        }
        return told == EACH_MINUTE ? Say.TELL_AS_LAST : Say.TELL;
    }
}
