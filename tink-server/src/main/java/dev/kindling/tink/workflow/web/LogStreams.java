package dev.kindling.tink.workflow.web;

import dev.kindling.tink.workflow.ActionLogs;
import dev.kindling.tink.workflow.LogFollower;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A workflow's logs as server-sent events. */
@Component
class LogStreams {

    private final LogFollower follower;

    LogStreams(LogFollower follower) {
        this.follower = follower;
    }

    /** @param data Base64 of the bytes: a chunk may end in the middle of a character */
    record PieceView(int action, int attempt, long offset, byte[] data) {}

    SseEmitter open(UUID workflow, OptionalInt index, boolean follow) {
        SseEmitter emitter = new SseEmitter(0L);
        AtomicBoolean open = new AtomicBoolean(true);
        emitter.onCompletion(() -> open.set(false));
        emitter.onError(_ -> open.set(false));
        Thread.ofVirtual().name("workflow-logs-" + workflow).start(() -> run(emitter, open, workflow, index, follow));
        return emitter;
    }

    private void run(SseEmitter emitter, AtomicBoolean open, UUID workflow, OptionalInt index, boolean follow) {
        try {
            follower.<IOException>read(workflow, index, follow, piece -> {
                emitter.send(SseEmitter.event().name("log").data(view(piece), MediaType.APPLICATION_JSON));
                return open.get();
            });
            emitter.complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (IOException | RuntimeException e) {
            emitter.completeWithError(e);
        }
    }

    private static PieceView view(ActionLogs.Piece piece) {
        return new PieceView(piece.index(), piece.attempt(), piece.offset(), piece.data());
    }
}
