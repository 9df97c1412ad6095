package dev.kindling.tink.workflow.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.Workflows;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends a workflow again whenever it looks different: progress changes without an event, so it looks every second. */
@Component
class WorkflowFollower {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int QUIET_ROUNDS = 10;

    private final Workflows workflows;
    private final CountDownLatch stopping = new CountDownLatch(1);

    WorkflowFollower(Workflows workflows) {
        this.workflows = workflows;
    }

    SseEmitter follow(UUID id) {
        WorkflowView first = workflows.get(id);
        SseEmitter emitter = new SseEmitter(0L);
        AtomicBoolean open = new AtomicBoolean(true);
        emitter.onCompletion(() -> open.set(false));
        emitter.onError(_ -> open.set(false));
        Thread.ofVirtual().name("workflow-events-" + id).start(() -> run(first, emitter, open));
        return emitter;
    }

    @PreDestroy
    void stop() {
        stopping.countDown();
    }

    private void run(WorkflowView first, SseEmitter emitter, AtomicBoolean open) {
        try {
            WorkflowView last = first;
            send(emitter, first);
            int quiet = 0;
            while (open.get() && !last.state().isFinal() && !stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                WorkflowView now = workflows.get(first.id());
                quiet = now.equals(last) ? quiet + 1 : 0;
                if (!now.equals(last)) {
                    send(emitter, now);
                } else if (quiet % QUIET_ROUNDS == 0) {
                    emitter.send(SseEmitter.event().comment("still " + now.state()));
                }
                last = now;
            }
            emitter.complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (Failure.NotFound deleted) {
            emitter.complete();
        } catch (IOException | RuntimeException e) {
            emitter.completeWithError(e);
        }
    }

    private static void send(SseEmitter emitter, WorkflowView workflow) throws IOException {
        emitter.send(SseEmitter.event()
                .name("workflow")
                .id(Long.toString(workflow.version()))
                .data(workflow, MediaType.APPLICATION_JSON));
    }
}
