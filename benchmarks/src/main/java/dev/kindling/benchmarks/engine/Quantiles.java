package dev.kindling.benchmarks.engine;

import java.util.Arrays;
import java.util.Locale;

/** Every duration that was measured, in nanoseconds. */
final class Quantiles {

    private long[] values = new long[1024];
    private int size;

    synchronized void add(long nanos) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = nanos;
    }

    synchronized void clear() {
        size = 0;
    }

    synchronized double millis(double quantile) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(size - 1L, (long) (quantile * size))] / 1e6;
    }

    synchronized int count() {
        return size;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d measured, median %.1f ms, 95%% %.1f ms, 99%% %.1f ms, most %.1f ms",
                count(),
                millis(0.5),
                millis(0.95),
                millis(0.99),
                millis(1));
    }
}
