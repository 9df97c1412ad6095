package dev.kindling.simulator.walk;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.boot.Findings;
import dev.kindling.simulator.boot.Loader;
import java.time.Duration;
import java.util.function.Consumer;

/** Keeps a board's times and counts, and tells the listener about them, not more often than an eye can follow. */
final class Journal implements Loader.Witness {

    private static final long PAUSE_NANOS = 100_000_000;

    private final Consumer<BoardProgress> listener;
    private final Findings findings = new Findings();
    private final long start = System.nanoTime();
    private volatile Phase phase = Phase.OFF;
    private volatile String text = "";
    private volatile String address = "";
    private volatile String failure = "";
    private volatile int boots;
    private volatile long bytes;
    private volatile long bytesBefore;
    private volatile long kernelAt;
    private volatile long resetAt;
    private volatile long endAt;
    private long toldAt;

    Journal(Consumer<BoardProgress> listener) {
        this.listener = listener;
    }

    @Override
    public void entered(Phase next) {
        phase = next;
        text = "";
        if (next == Phase.KERNEL && kernelAt == 0) {
            kernelAt = System.nanoTime();
        }
        if (next == Phase.REBOOT) {
            resetAt = System.nanoTime();
        }
        if (next == Phase.DONE || next == Phase.FAILED) {
            endAt = System.nanoTime();
        }
        tell();
    }

    @Override
    public void received(long count) {
        bytes += count;
        if (System.nanoTime() - toldAt > PAUSE_NANOS) {
            tell();
        }
    }

    @Override
    public Consumer<String> text() {
        return this::say;
    }

    @Override
    public Findings findings() {
        return findings;
    }

    void say(String now) {
        text = now;
        if (System.nanoTime() - toldAt > PAUSE_NANOS) {
            tell();
        }
    }

    void booting() {
        boots++;
        bytesBefore = bytes;
    }

    void booted(String leased) {
        address = leased;
        failure = "";
    }

    void bootFailed(String reason) {
        failure = reason;
        text = reason;
        tell();
    }

    Phase phase() {
        return phase;
    }

    BoardReport report() {
        long end = endAt == 0 ? System.nanoTime() : endAt;
        return new BoardReport(
                findings.all(), failure, address, boots, bytes, since(kernelAt), since(resetAt), since(end));
    }

    private Duration since(long moment) {
        return moment == 0 ? Duration.ZERO : Duration.ofNanos(moment - start);
    }

    private void tell() {
        toldAt = System.nanoTime();
        listener.accept(new BoardProgress(phase, bytes - bytesBefore, text));
    }
}
