package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.launch.ProcessTree;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The most memory that all processes of the run had together. */
final class MemoryGauge implements AutoCloseable {

    private static final int PERIOD_MILLISECONDS = 1_500;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("memory").factory());
    private final AtomicLong peak = new AtomicLong();

    MemoryGauge() {
        clock.scheduleWithFixedDelay(this::sample, 0, PERIOD_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    private void sample() {
        peak.accumulateAndGet(ProcessTree.proportionalSetSize(), Math::max);
    }

    long peakBytes() {
        return peak.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
