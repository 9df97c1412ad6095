package dev.kindling.tink.workflow.batch.grpc;

import dev.kindling.proto.batch.v1.Batch;
import dev.kindling.proto.batch.v1.Item;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.workflow.batch.BatchView;

/** Batches as people get them over gRPC. */
final class BatchMessages {

    private BatchMessages() {}

    static Batch batch(BatchView view) {
        Batch.Builder batch = Batch.newBuilder()
                .setId(view.id().toString())
                .setTemplate(view.template())
                .setSelector(view.selector())
                .setMaxParallel(view.maxParallel())
                .setState(view.state().name())
                .setCreatedBy(view.createdBy())
                .setCreatedAt(Times.of(view.createdAt()))
                .setQueued(view.counts().queued())
                .setRunning(view.counts().running())
                .setSucceeded(view.counts().succeeded())
                .setFailed(view.counts().failed());
        view.endedAt().map(Times::of).ifPresent(batch::setEndedAt);
        view.items().stream().map(BatchMessages::item).forEach(batch::addItems);
        return batch.build();
    }

    private static Item item(BatchView.Item item) {
        return Item.newBuilder()
                .setMachine(item.mac())
                .setHostname(item.hostname())
                .setWorkflow(item.workflow() == null ? "" : item.workflow().toString())
                .setState(item.state())
                .setReason(item.reason())
                .build();
    }
}
