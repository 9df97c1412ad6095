package dev.kindling.directory;

import dev.kindling.proto.directory.v1.DirectoryServiceGrpc;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.MachineChanged;
import dev.kindling.proto.directory.v1.MachineRemoved;
import dev.kindling.proto.directory.v1.Settings;
import dev.kindling.proto.directory.v1.SnapshotBegin;
import dev.kindling.proto.directory.v1.UpTo;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A directory whose test says every word. */
final class ScriptedDirectory extends DirectoryServiceGrpc.DirectoryServiceImplBase {

    private final BlockingQueue<WatchRequest> requests = new LinkedBlockingQueue<>();
    private volatile StreamObserver<WatchResponse> watcher;

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
        watcher = responses;
        return new StreamObserver<>() {
            @Override
            public void onNext(WatchRequest request) {
                requests.add(request);
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {}
        };
    }

    WatchRequest nextRequest() throws InterruptedException {
        WatchRequest request = requests.poll(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("the replica said nothing for 60 s");
        }
        return request;
    }

    long nextApplied() throws InterruptedException {
        return nextRequest().getApplied().getRevision();
    }

    ScriptedDirectory settings(String epoch) {
        return say(WatchResponse.newBuilder()
                .setSettings(Settings.newBuilder()
                        .setEpoch(epoch)
                        .setNonceKey(com.google.protobuf.ByteString.copyFrom(new byte[32]))
                        .setCaPin("sha256:" + "0".repeat(64))));
    }

    ScriptedDirectory snapshot() {
        return say(WatchResponse.newBuilder().setSnapshotBegin(SnapshotBegin.getDefaultInstance()));
    }

    ScriptedDirectory changed(long revision, Machine.Builder machine) {
        return say(WatchResponse.newBuilder()
                .setMachineChanged(
                        MachineChanged.newBuilder().setRevision(revision).setMachine(machine)));
    }

    ScriptedDirectory removed(long revision, String mac) {
        return say(WatchResponse.newBuilder()
                .setMachineRemoved(
                        MachineRemoved.newBuilder().setRevision(revision).setMac(mac)));
    }

    ScriptedDirectory upTo(long revision) {
        return say(WatchResponse.newBuilder().setUpTo(UpTo.newBuilder().setRevision(revision)));
    }

    void fail() {
        watcher.onError(Status.UNAVAILABLE.withDescription("the test says so").asRuntimeException());
    }

    private ScriptedDirectory say(WatchResponse.Builder message) {
        watcher.onNext(message.build());
        return this;
    }
}
