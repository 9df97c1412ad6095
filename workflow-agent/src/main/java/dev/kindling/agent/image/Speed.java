package dev.kindling.agent.image;

import dev.kindling.agent.runtime.ActionOutput;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells people how far a transfer is, how fast it goes and how long it will take, every ten seconds. */
final class Speed {

    private static final long EVERY_NANOS = 10_000_000_000L;
    private static final double MEBIBYTE = 1 << 20;

    private final LongSupplier nanos;
    private final ActionOutput output;
    private final long start;
    private long said;
    private long done;

    /** @param nanos a clock like {@code System::nanoTime} */
    Speed(LongSupplier nanos, ActionOutput output) {
        this.nanos = nanos;
        this.output = output;
        this.start = nanos.getAsLong();
        this.said = start;
    }

    /** @param total 0 when nobody knows */
    synchronized void at(long bytes, long total) {
        done = bytes;
        output.progress(bytes, total);
        long now = nanos.getAsLong();
        if (now - said >= EVERY_NANOS) {
            said = now;
            output.line(text(bytes, total, now - start));
        }
    }

    /** One line for the end. */
    synchronized String summary() {
        double seconds = Math.max(1, nanos.getAsLong() - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "read %.1f MiB in %.1f s, %.1f MiB/s",
                done / MEBIBYTE,
                seconds,
                done / MEBIBYTE / seconds);
    }

    static String text(long bytes, long total, long nanos) {
        double rate = bytes / (nanos / 1e9);
        String far = String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
        String speed = String.format(Locale.ROOT, "%.1f MiB/s", rate / MEBIBYTE);
        if (total <= 0 || rate <= 0) {
            return far + ", " + speed;
        }
        return String.format(
                Locale.ROOT,
                "%s of %.1f MiB (%d %%), %s, %d s left",
                far,
                total / MEBIBYTE,
                bytes * 100 / total,
                speed,
                Math.round((total - bytes) / rate));
    }
}
