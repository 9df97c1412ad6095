package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Foreign and malformed packets, so many in a second or as many as this machine can send, until it is closed. */
final class Storm implements AutoCloseable {

    private static final int BURST = 50;

    private final Wire wire;
    private final String target;
    private final int rate;
    private final List<byte[]> packets;
    private final Thread thread;
    private volatile boolean blowing = true;
    private volatile long sent;
    private volatile long nanos;
    private volatile Throwable failure;

    private Storm(Wire wire, String target, int rate, List<byte[]> packets) {
        this.wire = wire;
        this.target = target;
        this.rate = rate;
        this.packets = packets;
        this.thread = Thread.ofPlatform().name("storm").start(this::run);
    }

    /**
     * @param target MAC address of the server: sent to everybody, they would bury the one who listens for its answers too
     * @param rate packets in a second
     */
    static Storm start(Wire wire, String target, int rate) {
        return new Storm(wire, target, rate, packets());
    }

    /** DISCOVERs of strangers, replies of servers, cut and spoilt ones, and noise. */
    private static List<byte[]> packets() {
        Random random = new Random(7);
        List<byte[]> packets = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            byte[] whole = Ask.of(Ask.DISCOVER, "02:00:00:00:99:%02x".formatted(number))
                    .bytes();
            switch (number % 5) {
                case 0 -> {}
                case 1 -> whole[0] = 2;
                case 2 -> whole[236 + random.nextInt(4)] ^= 1;
                case 3 -> whole = Arrays.copyOf(whole, 20 + random.nextInt(200));
                default -> random.nextBytes(whole);
            }
            packets.add(whole);
        }
        return packets;
    }

    private void run() {
        long begin = System.nanoTime();
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> frames = packets.stream()
                    .map(packet -> arena.allocateFrom(
                            ValueLayout.JAVA_BYTE,
                            Wire.frame("02:00:00:00:99:01", target, "0.0.0.0", 68, "255.255.255.255", 67, packet)))
                    .toList();
            for (long count = 0; blowing; count += BURST) {
                for (int burst = 0; burst < BURST; burst++) {
                    wire.send(frames.get((int) ((count + burst) % frames.size())));
                }
                sent = count + BURST;
                nanos = System.nanoTime() - begin;
                long due = sent * 1_000_000_000L / rate;
                if (due > nanos) {
                    LockSupport.parkNanos(due - nanos);
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    long sent() {
        return sent;
    }

    /** What it really sent in a second until now. */
    long perSecond() {
        return nanos == 0 ? 0 : sent * 1_000_000_000L / nanos;
    }

    @Override
    public void close() {
        blowing = false;
        try {
            thread.join(10_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        assertThat(failure).isNull();
    }
}
