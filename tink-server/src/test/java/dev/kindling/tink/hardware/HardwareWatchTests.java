package dev.kindling.tink.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindling.proto.hardware.v1.HardwareChange;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.hardware.v1.WatchHardwareRequest;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(120)
class HardwareWatchTests {

    @TempDir
    Path data;

    private TinkServer server;
    private Channels channels;

    @BeforeEach
    void start() {
        server = TinkServer.start(data);
        channels = new Channels(server);
    }

    @AfterEach
    void stop() {
        channels.close();
        server.close();
    }

    @Test
    void whoComesBackWithTheLastCursorMissesNothing() {
        UUID first = declare(11);
        String cursor;
        try (Watching watching = new Watching("", "")) {
            assertThat(watching.next().getHardware().getId()).isEqualTo(first.toString());
            assertThat(watching.next().hasComplete()).isTrue();
            UUID second = declare(12);
            HardwareChange change = watching.next();
            assertThat(change.getHardware().getId()).isEqualTo(second.toString());
            assertThat(change.getHardware().getDocument()).contains("k3s-worker-12");
            cursor = change.getCursor();
        }
        UUID third = declare(13);
        forget(first);

        try (Watching again = new Watching(cursor, "")) {
            assertThat(again.next().getHardware().getId()).isEqualTo(third.toString());
            assertThat(again.next().getRemoved()).isEqualTo(first.toString());
        }
    }

    @Test
    void aSelectorTellsWhatItFindsAndWhatItFindsNoMore() {
        declare(21);
        label(21, "b");
        declare(22);
        try (Watching watching = new Watching("", "room=b")) {
            assertThat(watching.next().getHardware().getDocument()).contains("k3s-worker-21");
            assertThat(watching.next().hasComplete()).isTrue();
            label(22, "b");
            assertThat(watching.next().getHardware().getDocument()).contains("k3s-worker-22");
            label(21, "a");
            assertThat(watching.next().getRemoved()).isEqualTo(id(21).toString());
        }
    }

    @Test
    void aCursorFromBeforeTheKeptTimeIsRefused() {
        server.bean(JdbcClient.class)
                .sql("update event_dropped set up_to = '5000'")
                .update();
        try (Watching late = new Watching("4999-1", "")) {
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, late::next);
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
            assertThat(refused.getStatus().getDescription()).contains("4999-1", "begin anew");
        }
    }

    private static UUID id(int last) {
        return new UUID(9, last);
    }

    private UUID declare(int last) {
        assertThat(server.send("POST", "/api/v1/hardware", Documents.board(id(last), last))
                        .statusCode())
                .isEqualTo(201);
        return id(last);
    }

    private void forget(UUID id) {
        assertThat(server.send("DELETE", "/api/v1/hardware/" + id, "").statusCode())
                .isEqualTo(204);
    }

    private void label(int last, String room) {
        String path = "/api/v1/machines/dc:a6:32:42:00:%02x/labels".formatted(last);
        assertThat(server.send("PUT", path, "{\"room\": \"" + room + "\"}").statusCode())
                .isEqualTo(200);
    }

    private final class Watching implements AutoCloseable {

        private final Context.CancellableContext caller = Context.current().withCancellation();
        private Iterator<HardwareChange> changes;

        Watching(String after, String selector) {
            WatchHardwareRequest request = WatchHardwareRequest.newBuilder()
                    .setAfter(after)
                    .setSelector(selector)
                    .build();
            caller.run(() -> changes = HardwareServiceGrpc.newBlockingStub(channels.withToken(server.adminToken()))
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .watch(request));
        }

        HardwareChange next() {
            return changes.next();
        }

        @Override
        public void close() {
            caller.cancel(null);
        }
    }
}
