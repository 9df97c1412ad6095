package dev.kindling.tink.directory.grpc;

import dev.kindling.proto.directory.v1.WatchResponse;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The sending half of one watch: one sender at a time, no faster than the replica reads, ended once. */
final class ReplicaStream {

    private final ServerCallStreamObserver<WatchResponse> observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private boolean ended;

    /** To be made inside the call that opens the stream: gRPC takes handlers only then. */
    ReplicaStream(ServerCallStreamObserver<WatchResponse> observer) {
        this.observer = observer;
        observer.setOnReadyHandler(this::signal);
        observer.setOnCancelHandler(this::cancelled);
    }

    /** Sends when the replica is ready for it. @return false when the watch has ended */
    boolean send(WatchResponse response) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended && !observer.isReady()) {
                changed.await();
            }
            if (!ended) {
                observer.onNext(response);
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until somebody wakes it, the watch ends or the time is over. @return false when it has ended */
    boolean rest(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (!ended && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void fail(StatusException status) {
        end(() -> observer.onError(status));
    }

    void complete() {
        end(observer::onCompleted);
    }

    private void cancelled() {
        end(() -> {});
    }

    private void end(Runnable last) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                last.run();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
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
