package dev.kindling.tink.workflow.batch.grpc;

import dev.kindling.proto.batch.v1.Batch;
import dev.kindling.proto.batch.v1.BatchServiceGrpc;
import dev.kindling.proto.batch.v1.CancelBatchRequest;
import dev.kindling.proto.batch.v1.CreateBatchRequest;
import dev.kindling.proto.batch.v1.GetBatchRequest;
import dev.kindling.proto.batch.v1.ListBatchesRequest;
import dev.kindling.proto.batch.v1.ListBatchesResponse;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.workflow.batch.Batches;
import dev.kindling.tink.workflow.batch.Batches.NewBatch;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** BatchService: converts, and asks what REST asks. The interceptor has let persons of the right role pass only. */
@Service
class BatchDoor extends BatchServiceGrpc.BatchServiceImplBase {

    private final Batches batches;
    private final JsonMapper json;

    BatchDoor(Batches batches, JsonMapper json) {
        this.batches = batches;
        this.json = json;
    }

    @Override
    public void create(CreateBatchRequest request, StreamObserver<Batch> answer) {
        // Zero is what protobuf says for nothing said.
        Integer parallel = request.getMaxParallel() == 0 ? null : request.getMaxParallel();
        NewBatch wish = new NewBatch(
                request.getTemplate(),
                request.getSelector(),
                parallel,
                Parameters.object("/data", request.getData(), json));
        answer.onNext(BatchMessages.batch(batches.create(wish)));
        answer.onCompleted();
    }

    @Override
    public void get(GetBatchRequest request, StreamObserver<Batch> answer) {
        answer.onNext(BatchMessages.batch(batches.get(id("/id", request.getId()))));
        answer.onCompleted();
    }

    @Override
    public void list(ListBatchesRequest request, StreamObserver<ListBatchesResponse> answer) {
        int size = Page.checkedOrUsual(request.getLimit());
        Optional<UUID> after =
                Optional.of(request.getAfter()).filter(text -> !text.isEmpty()).map(text -> id("/after", text));
        Page<Batch> page = Page.of(
                batches.list(after, size + 1),
                size,
                BatchMessages::batch,
                each -> each.id().toString());
        ListBatchesResponse.Builder response = ListBatchesResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void cancel(CancelBatchRequest request, StreamObserver<Batch> answer) {
        answer.onNext(BatchMessages.batch(batches.cancel(id("/id", request.getId()))));
        answer.onCompleted();
    }

    private static UUID id(String pointer, String text) {
        return Parameters.id(pointer, text, "batch");
    }
}
