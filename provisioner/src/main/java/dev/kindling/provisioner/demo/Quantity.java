package dev.kindling.provisioner.demo;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
final class Quantity {

    private static final double MEBI = 1 << 20;

    private Quantity() {}

    static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
    }

    static String seconds(Duration time) {
        return time.isZero() ? "-" : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
