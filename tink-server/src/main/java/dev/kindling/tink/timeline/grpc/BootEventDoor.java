package dev.kindling.tink.timeline.grpc;

import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.AppendEventsResponse;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.timeline.BootEventIngest;
import dev.kindling.tink.timeline.BootEventIngest.SpooledEvent;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Appends spooled events; answers after the commit. The interceptor has let services pass only. */
@Service
class BootEventDoor extends BootEventServiceGrpc.BootEventServiceImplBase {

    private static final int LARGEST_BATCH = 1000;
    private static final int LONGEST_SPOOL_NAME = 100;

    private final BootEventIngest ingest;
    private final BootEventMessages messages;

    BootEventDoor(BootEventIngest ingest, Clock clock) {
        this.ingest = ingest;
        this.messages = new BootEventMessages(clock);
    }

    @Override
    public void append(AppendEventsRequest request, StreamObserver<AppendEventsResponse> answer) {
        check(request);
        List<SpooledEvent> batch =
                request.getEventsList().stream().map(messages::fromProto).toList();
        long acknowledged = ingest.append(request.getSpool(), batch);
        answer.onNext(
                AppendEventsResponse.newBuilder().setAcknowledged(acknowledged).build());
        answer.onCompleted();
    }

    private static void check(AppendEventsRequest request) {
        List<Violation> violations = new ArrayList<>();
        if (request.getSpool().isBlank() || request.getSpool().length() > LONGEST_SPOOL_NAME) {
            violations.add(new Violation(
                    "/spool", request.getSpool(), "is not a name of 1 to " + LONGEST_SPOOL_NAME + " characters"));
        }
        if (request.getEventsCount() > LARGEST_BATCH) {
            violations.add(
                    new Violation("/events", request.getEventsCount() + " events", "is more than " + LARGEST_BATCH));
        }
        long before = 0;
        for (int i = 0; i < request.getEventsCount(); i++) {
            long sequence = request.getEvents(i).getSequence();
            if (sequence <= before) {
                violations.add(new Violation(
                        "/events/" + i + "/sequence",
                        Long.toString(sequence),
                        "is not above the one before it, " + before));
            }
            before = sequence;
        }
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("boot events", violations);
        }
    }
}
