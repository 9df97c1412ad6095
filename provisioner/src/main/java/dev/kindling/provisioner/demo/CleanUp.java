package dev.kindling.provisioner.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone, last first: at the end, and when the process is told to stop. */
final class CleanUp implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;
    private volatile boolean stopped;

    /** Also on Ctrl-C. */
    static CleanUp alsoOnSignals() {
        CleanUp cleanUp = new CleanUp();
        Runtime.getRuntime().addShutdownHook(new Thread(cleanUp::stop, "clean-up"));
        return cleanUp;
    }

    private void stop() {
        stopped = true;
        close();
    }

    /** Whether the process was told to stop: what fails from then on is no news. */
    boolean isStopped() {
        return stopped;
    }

    /** Undone at once when the end has already come. */
    <T extends AutoCloseable> T add(T resource) {
        synchronized (this) {
            if (!closed) {
                open.push(resource);
                return resource;
            }
        }
        undo(resource);
        throw new IllegalStateException("stopped");
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            undo(open.pop());
        }
    }

    private static void undo(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // The others still have to be undone.
            System.err.println("kindling: while cleaning up: " + e);
        }
    }
}
