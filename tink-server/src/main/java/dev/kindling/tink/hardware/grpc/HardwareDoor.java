package dev.kindling.tink.hardware.grpc;

import dev.kindling.proto.hardware.v1.DeleteHardwareRequest;
import dev.kindling.proto.hardware.v1.DeleteHardwareResponse;
import dev.kindling.proto.hardware.v1.GetHardwareRequest;
import dev.kindling.proto.hardware.v1.HardwareChange;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.hardware.v1.ListHardwareRequest;
import dev.kindling.proto.hardware.v1.ListHardwareResponse;
import dev.kindling.proto.hardware.v1.PutHardwareRequest;
import dev.kindling.proto.hardware.v1.WatchHardwareRequest;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.hardware.Hardware;
import dev.kindling.tink.hardware.HardwareList;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.timeline.Cursor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** HardwareService: converts, and asks what REST asks. The interceptor has let persons of the right role pass only. */
@Service
class HardwareDoor extends HardwareServiceGrpc.HardwareServiceImplBase {

    private final HardwareRegistry registry;
    private final HardwareList list;
    private final DocumentMessages messages;
    private final HardwareWatch watch;

    HardwareDoor(HardwareRegistry registry, HardwareList list, DocumentMessages messages, HardwareWatch watch) {
        this.registry = registry;
        this.list = list;
        this.messages = messages;
        this.watch = watch;
    }

    @Override
    public void put(PutHardwareRequest request, StreamObserver<dev.kindling.proto.hardware.v1.Hardware> answer) {
        OptionalLong expected =
                request.hasExpectedVersion() ? OptionalLong.of(request.getExpectedVersion()) : OptionalLong.empty();
        Hardware stored = request.getId().isEmpty()
                ? registry.create(request.getDocument())
                : registry.put(id("/id", request.getId()), request.getDocument(), expected);
        answer.onNext(messages.hardware(stored));
        answer.onCompleted();
    }

    @Override
    public void get(GetHardwareRequest request, StreamObserver<dev.kindling.proto.hardware.v1.Hardware> answer) {
        answer.onNext(messages.hardware(registry.get(id("/id", request.getId()))));
        answer.onCompleted();
    }

    @Override
    public void list(ListHardwareRequest request, StreamObserver<ListHardwareResponse> answer) {
        Page<dev.kindling.proto.hardware.v1.Hardware> page = page(request);
        ListHardwareResponse.Builder response =
                ListHardwareResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void delete(DeleteHardwareRequest request, StreamObserver<DeleteHardwareResponse> answer) {
        OptionalLong expected =
                request.hasExpectedVersion() ? OptionalLong.of(request.getExpectedVersion()) : OptionalLong.empty();
        registry.delete(id("/id", request.getId()), expected);
        answer.onNext(DeleteHardwareResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void watch(WatchHardwareRequest request, StreamObserver<HardwareChange> changes) {
        Optional<Cursor> after =
                Optional.of(request.getAfter()).filter(text -> !text.isEmpty()).map(Cursor::parse);
        watch.open(selector(request.getSelector()), after, (ServerCallStreamObserver<HardwareChange>) changes);
    }

    private Page<dev.kindling.proto.hardware.v1.Hardware> page(ListHardwareRequest request) {
        if (!request.getMac().isEmpty()) {
            List<Hardware> found = registry.find(Parameters.mac("/mac", request.getMac())).stream()
                    .toList();
            return new Page<>(found.stream().map(messages::hardware).toList(), null);
        }
        int size = Page.checkedOrUsual(request.getLimit());
        Optional<UUID> after =
                Optional.of(request.getAfter()).filter(text -> !text.isEmpty()).map(text -> id("/after", text));
        return Page.of(
                list.page(selector(request.getSelector()), after, size + 1),
                size,
                messages::hardware,
                each -> each.id().toString());
    }

    private static Optional<LabelSelector> selector(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty()).map(LabelSelector::parse);
    }

    private static UUID id(String pointer, String text) {
        return Parameters.id(pointer, text, "hardware");
    }
}
