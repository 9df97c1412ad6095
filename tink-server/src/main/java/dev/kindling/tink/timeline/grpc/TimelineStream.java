package dev.kindling.tink.timeline.grpc;

import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineFeed;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One caller who follows the timeline, served no faster than the caller reads.
 *
 * @param <T> what the caller is told of an event
 */
public final class TimelineStream<T> implements TimelineFeed.Subscriber {

    private final ServerCallStreamObserver<T> observer;
    private final Function<RecordedEvent, T> view;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** To be made inside the call that opens the stream: gRPC takes handlers only then. */
    public TimelineStream(ServerCallStreamObserver<T> observer, Function<RecordedEvent, T> view) {
        this.observer = observer;
        this.view = view;
        observer.setOnReadyHandler(this::signal);
        observer.setOnCancelHandler(this::signal);
    }

    /** What feeds the stream until the caller goes away or the server stops. */
    public interface Feed {

        void run() throws IOException;
    }

    /** Feeds it on a thread of its own: inside the call gRPC could not say that the caller has gone. */
    public void start(Feed feed) {
        Thread.ofVirtual().name("timeline-follow").start(() -> run(feed));
    }

    /** The caller comes back with the last cursor it got. */
    private void run(Feed feed) {
        try {
            feed.run();
            end(Status.UNAVAILABLE.withDescription("the server stops").asException());
        } catch (IOException gone) {
            end(Status.CANCELLED.withDescription(gone.getMessage()).asException());
        } catch (RuntimeException fault) {
            end(StatusMapper.toException(fault));
        }
    }

    @Override
    public void event(RecordedEvent event) throws IOException {
        send(view.apply(event));
    }

    /** Blocks until the caller has taken what came before. */
    public void send(T message) throws IOException {
        lock.lock();
        try {
            while (!observer.isCancelled() && !observer.isReady()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
        if (observer.isCancelled()) {
            throw new IOException("the caller has gone");
        }
        observer.onNext(message);
    }

    /** gRPC's own keepalive notices a dead connection. */
    @Override
    public void heartbeat() {}

    @Override
    public boolean isThere() {
        return !observer.isCancelled();
    }

    private void end(Exception status) {
        if (!observer.isCancelled()) {
            observer.onError(status);
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
