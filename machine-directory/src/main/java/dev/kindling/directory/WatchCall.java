package dev.kindling.directory;

import dev.kindling.proto.directory.v1.DirectoryServiceGrpc;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call of {@code Watch}, read by one thread in its own time. */
final class WatchCall implements ClientResponseObserver<WatchRequest, WatchResponse> {

    private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();
    private ClientCallStreamObserver<WatchRequest> requests;

    /** What the server says next. */
    sealed interface Word {}

    record Received(WatchResponse message) implements Word {}

    /** @param reason for a person */
    record Ended(String reason) implements Word {}

    private WatchCall() {}

    static WatchCall open(Channel channel) {
        WatchCall call = new WatchCall();
        DirectoryServiceGrpc.newStub(channel).watch(call);
        return call;
    }

    void send(WatchRequest request) {
        requests.onNext(request);
    }

    /** Silence for so long is an end too. */
    Word next(Duration silence) throws InterruptedException {
        Word word = words.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        return word == null ? new Ended("nothing heard for " + silence.toSeconds() + " s") : word;
    }

    /** Whether the server has said more already. */
    boolean hasMore() {
        return !words.isEmpty();
    }

    void cancel() {
        requests.cancel("begins again", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
        requests = stream;
    }

    @Override
    public void onNext(WatchResponse message) {
        words.add(new Received(message));
    }

    @Override
    public void onError(Throwable error) {
        Status status = Status.fromThrowable(error);
        words.add(new Ended(status.getCode() + " " + status.getDescription()));
    }

    @Override
    public void onCompleted() {
        words.add(new Ended("the server ended the watch"));
    }
}
