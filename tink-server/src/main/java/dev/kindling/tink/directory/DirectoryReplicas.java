package dev.kindling.tink.directory;

import java.time.Duration;

/** How far the replicas of boots have come. */
public interface DirectoryReplicas {

    /**
     * Waits until every connected boots replica has applied a revision.
     *
     * @return whether they all did in time; true at once when none is connected
     */
    boolean awaitBootsApplied(long revision, Duration atMost) throws InterruptedException;
}
