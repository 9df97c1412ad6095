package dev.kindling.tink.directory.grpc;

import dev.kindling.proto.directory.v1.Applied;
import dev.kindling.proto.directory.v1.DirectoryServiceGrpc;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Subscribe;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A replica that only listens. */
final class Replica implements StreamObserver<WatchResponse>, AutoCloseable {

    private final BlockingQueue<WatchResponse> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final StreamObserver<WatchRequest> requests;

    private Replica(Channel channel, Subscribe subscribe) {
        requests = DirectoryServiceGrpc.newStub(channel).watch(this);
        requests.onNext(WatchRequest.newBuilder().setSubscribe(subscribe).build());
    }

    static Replica subscribe(Channel channel, String name, ReplicaRole role) {
        return subscribe(channel, name, role, "", 0);
    }

    static Replica subscribe(Channel channel, String name, ReplicaRole role, String epoch, long revision) {
        return new Replica(
                channel,
                Subscribe.newBuilder()
                        .setReplica(name)
                        .setRole(role)
                        .setEpoch(epoch)
                        .setRevision(revision)
                        .build());
    }

    void applied(long revision) {
        requests.onNext(WatchRequest.newBuilder()
                .setApplied(Applied.newBuilder().setRevision(revision))
                .build());
    }

    /** The next messages up to and including the first that matches. */
    List<WatchResponse> until(Predicate<WatchResponse> last) throws InterruptedException {
        List<WatchResponse> seen = new ArrayList<>();
        while (true) {
            WatchResponse next = received.poll(90, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came for 90 s after " + seen + "; ended: " + ended);
            }
            seen.add(next);
            if (last.test(next)) {
                return seen;
            }
        }
    }

    List<WatchResponse> untilUpTo() throws InterruptedException {
        return until(WatchResponse::hasUpTo);
    }

    Status status() throws Exception {
        return ended.get(90, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(WatchResponse response) {
        received.add(response);
    }

    @Override
    public void onError(Throwable t) {
        ended.complete(Status.fromThrowable(t));
    }

    @Override
    public void onCompleted() {
        ended.complete(Status.OK);
    }

    @Override
    public void close() {
        requests.onCompleted();
    }
}
