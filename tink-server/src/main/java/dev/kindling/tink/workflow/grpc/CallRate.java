package dev.kindling.tink.workflow.grpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How often one caller (a session, or an address where there are none) may call: so many times a second, and ten seconds' worth of it at once. A node that floods is told to come
 * again before anything is looked up for it, so that the others have the database.
 */
@Component
public class CallRate {

    private static final double SECOND = 1_000_000_000.0;
    private static final int BURST_SECONDS = 10;
    /** So many sessions are known at most before those that rest are forgotten. */
    private static final int MOST_KNOWN = 20_000;

    private final double perSecond;
    private final LongSupplier nanos;
    /** By the hash of what they call with: nothing that a caller sends is kept, and nothing that lets one in. */
    private final Map<ByteBuffer, Bucket> buckets = new ConcurrentHashMap<>();

    @Autowired
    CallRate(@Value("${kindling.tink.workflow.calls-per-second:100}") int perSecond) {
        this(perSecond, System::nanoTime);
    }

    /** @param nanos a clock that never jumps */
    public CallRate(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    private record Bucket(double left, long at) {

        Bucket filledUp(double perSecond, long now) {
            return new Bucket(Math.min(perSecond * BURST_SECONDS, left + (now - at) / SECOND * perSecond), now);
        }
    }

    /** Whether this call may go on. */
    public boolean take(String caller) {
        if (buckets.size() > MOST_KNOWN) {
            forgetTheResting();
        }
        long now = nanos.getAsLong();
        Bucket after = buckets.compute(hash(caller), (_, known) -> {
            Bucket bucket = known == null ? new Bucket(perSecond * BURST_SECONDS, now) : known.filledUp(perSecond, now);
            // Below zero by at most one call: a flood does not postpone the moment when it may call again.
            return new Bucket(Math.max(-1, bucket.left() - 1), now);
        });
        return after.left() >= 0;
    }

    private static ByteBuffer hash(String session) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(session.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void forgetTheResting() {
        long now = nanos.getAsLong();
        buckets.values().removeIf(bucket -> bucket.filledUp(perSecond, now).left() >= perSecond * BURST_SECONDS - 1);
    }
}
