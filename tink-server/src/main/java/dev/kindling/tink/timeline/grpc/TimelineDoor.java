package dev.kindling.tink.timeline.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.timeline.v1.Event;
import dev.kindling.proto.timeline.v1.FollowTimelineRequest;
import dev.kindling.proto.timeline.v1.ReadTimelineRequest;
import dev.kindling.proto.timeline.v1.ReadTimelineResponse;
import dev.kindling.proto.timeline.v1.TimelineServiceGrpc;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.TimelineFeed;
import dev.kindling.tink.timeline.TimelineReader;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** TimelineService: converts, and asks what REST asks. The interceptor has let persons of the right role pass only. */
@Service
class TimelineDoor extends TimelineServiceGrpc.TimelineServiceImplBase {

    private final TimelineReader reader;
    private final TimelineFeed feed;

    TimelineDoor(TimelineReader reader, TimelineFeed feed) {
        this.reader = reader;
        this.feed = feed;
    }

    @Override
    public void read(ReadTimelineRequest request, StreamObserver<ReadTimelineResponse> answer) {
        EventFilter filter = EventFilter.of(Parameters.mac("/machine", request.getMachine()));
        int size = Page.checkedOrUsual(request.getLimit());
        Cursor from = present(request.getAfter()).map(Cursor::parse).orElse(Cursor.START);
        Page<Event> page = Page.of(
                reader.after(from, filter, size + 1),
                size,
                TimelineMessages::event,
                event -> event.cursor().toString());
        ReadTimelineResponse.Builder response =
                ReadTimelineResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void follow(FollowTimelineRequest request, StreamObserver<Event> events) {
        Optional<MacAddress> machine = present(request.getMachine()).map(text -> Parameters.mac("/machine", text));
        Optional<UUID> workflow =
                present(request.getWorkflow()).map(text -> Parameters.id("/workflow", text, "workflow"));
        Cursor from = present(request.getAfter()).map(Cursor::parse).orElseGet(reader::end);
        EventFilter filter = new EventFilter(
                machine, workflow, present(request.getSelector()).map(LabelSelector::parse), request.getKindsList());
        TimelineStream<Event> stream =
                new TimelineStream<>((ServerCallStreamObserver<Event>) events, TimelineMessages::event);
        stream.start(() -> feed.follow(from, filter, stream));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }
}
