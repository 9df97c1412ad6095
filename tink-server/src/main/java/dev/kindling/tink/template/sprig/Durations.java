package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;

import dev.kindling.tink.template.gotext.FunctionTable;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time; points in time are not here, since the clock is no part of the data. */
final class Durations {

    private static final Pattern UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern SYNTAX = Pattern.compile("[+-]?(?:0|(?:" + UNIT.pattern() + ")+)");
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("duration", a -> written(Cast.number(a.value(0))), ANY)
                .add("durationRound", a -> rounded(seconds(a.value(0))), ANY);
    }

    private static String written(long seconds) {
        long magnitude = Math.abs(seconds);
        String text = (magnitude >= HOUR ? magnitude / HOUR + "h" : "")
                + (magnitude >= 60 ? magnitude % HOUR / 60 + "m" : "")
                + magnitude % 60 + "s";
        return (seconds < 0 ? "-" : "") + text;
    }

    /** A duration's text, or nanoseconds; what is neither is none. */
    private static BigDecimal seconds(Object value) {
        if (value instanceof Long nanoseconds) {
            return BigDecimal.valueOf(nanoseconds, 9);
        }
        if (!(value instanceof String text) || !SYNTAX.matcher(text).matches()) {
            return BigDecimal.ZERO;
        }
        BigDecimal nanoseconds = BigDecimal.ZERO;
        Matcher unit = UNIT.matcher(text);
        while (unit.find()) {
            nanoseconds =
                    nanoseconds.add(new BigDecimal(unit.group(1)).multiply(BigDecimal.valueOf(size(unit.group(2)))));
        }
        return nanoseconds.movePointLeft(9);
    }

    private static long size(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            case "h" -> HOUR * SECOND;
            default -> 1000;
        };
    }

    /** In the largest unit it exceeds, rounded down. */
    private static String rounded(BigDecimal exact) {
        Object[][] units = {{365 * DAY, "y"}, {30 * DAY, "mo"}, {DAY, "d"}, {HOUR, "h"}, {60L, "m"}, {1L, "s"}};
        for (Object[] unit : units) {
            BigDecimal size = BigDecimal.valueOf((Long) unit[0]);
            if (exact.compareTo(size) > 0) {
                return exact.divideToIntegralValue(size).toBigInteger() + (String) unit[1];
            }
        }
        return "0s";
    }
}
