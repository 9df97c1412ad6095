package dev.kindling.tink.workflow.grpc;

import com.google.protobuf.ByteString;
import dev.kindling.proto.workflow.v1.LogPiece;
import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.workflow.ActionLogs;
import dev.kindling.tink.workflow.LogFollower;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** A workflow's logs over gRPC, on a thread of their own; a reader that does not keep up is waited for. */
@Component
class LogSender {

    /** A reader that takes nothing for so long is gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LogFollower follower;

    LogSender(LogFollower follower) {
        this.follower = follower;
    }

    void stream(UUID workflow, OptionalInt index, boolean follow, ServerCallStreamObserver<LogPiece> reader) {
        Semaphore ready = new Semaphore(0);
        reader.setOnReadyHandler(ready::release);
        reader.setOnCancelHandler(ready::release);
        Thread.ofVirtual().name("workflow-logs-" + workflow).start(() -> {
            try {
                follower.<RuntimeException>read(workflow, index, follow, piece -> send(piece, reader, ready));
                if (!reader.isCancelled()) {
                    reader.onCompleted();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                reader.onError(StatusMapper.toException(e));
            }
        });
    }

    private static boolean send(ActionLogs.Piece piece, ServerCallStreamObserver<LogPiece> reader, Semaphore ready) {
        try {
            while (!reader.isReady() && !reader.isCancelled()) {
                if (!ready.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (reader.isCancelled()) {
            return false;
        }
        reader.onNext(LogPiece.newBuilder()
                .setAction(piece.index())
                .setAttempt(piece.attempt())
                .setOffset(piece.offset())
                .setData(ByteString.copyFrom(piece.data()))
                .build());
        return true;
    }
}
