package dev.kindling.boots.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells a file that is still being copied, which is written to every moment, from one that lies still. */
final class SettledFiles {

    /** A copy over a slow network pauses for a few seconds. */
    static final Duration REST = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<Path, Seen> ahead = new ConcurrentHashMap<>();

    SettledFiles(Clock clock) {
        this.clock = clock;
    }

    /** A file that is dated later than now, which tells nothing of when it was written. */
    private record Seen(long size, FileTime modified, Instant since) {

        /** One of before the clock was set back counts for nothing. */
        private boolean goesOn(Seen before) {
            return before != null
                    && size == before.size
                    && modified.equals(before.modified)
                    && !before.since.isAfter(since);
        }
    }

    /** How long it must lie still yet; zero: it has for long enough. */
    Duration left(Path file) throws IOException {
        Instant now = clock.instant();
        FileTime modified = Files.getLastModifiedTime(file);
        Instant since = modified.toInstant();
        if (since.isAfter(now)) {
            Seen seen = new Seen(Files.size(file), modified, now);
            since = ahead.compute(file, (_, before) -> seen.goesOn(before) ? before : seen)
                    .since();
        } else {
            ahead.remove(file);
        }
        Duration left = REST.minus(Duration.between(since, now));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
