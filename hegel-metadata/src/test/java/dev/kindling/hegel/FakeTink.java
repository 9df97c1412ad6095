package dev.kindling.hegel;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.AppendEventsResponse;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.proto.directory.v1.DirectoryServiceGrpc;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.MachineChanged;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Session;
import dev.kindling.proto.directory.v1.Settings;
import dev.kindling.proto.directory.v1.SnapshotBegin;
import dev.kindling.proto.directory.v1.UpTo;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import dev.kindling.proto.secret.v1.ReadSecretRequest;
import dev.kindling.proto.secret.v1.ReadSecretResponse;
import dev.kindling.proto.secret.v1.SecretServiceGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** tink-server as hegel sees it: a directory and a vault with one secret, "join-token", for the machine at .11. */
final class FakeTink {

    private final String name = "tink-" + UUID.randomUUID();
    private final List<Machine> machines = new ArrayList<>();
    private final BlockingQueue<Long> applied = new LinkedBlockingQueue<>();
    private final BlockingQueue<ReadSecretRequest> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<AppendEventsRequest> told = new LinkedBlockingQueue<>();
    private Server server;
    private StreamObserver<WatchResponse> watcher;
    private long revision;

    String target() {
        return "in-process:" + name;
    }

    void start() throws IOException {
        server = InProcessServerBuilder.forName(name)
                .addService(new Directory())
                .addService(new Vault())
                .addService(new Recorder())
                .build()
                .start();
    }

    void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
    }

    /** Declares a machine, and waits until hegel says that it knows it. */
    void declare(Machine.Builder machine) throws InterruptedException {
        synchronized (this) {
            machines.add(machine.build());
            revision++;
            if (watcher != null) {
                say(watcher, machine.build());
                complete(watcher);
            }
        }
        awaitApplied(revision);
    }

    void awaitApplied(long wanted) throws InterruptedException {
        Long reported = 0L;
        while (reported != null && reported < wanted) {
            reported = applied.poll(60, TimeUnit.SECONDS);
        }
        if (reported == null) {
            throw new AssertionError("hegel did not apply revision " + wanted + " within 60 s");
        }
    }

    ReadSecretRequest nextAsked() throws InterruptedException {
        return asked.poll(60, TimeUnit.SECONDS);
    }

    AppendEventsRequest nextTold() throws InterruptedException {
        return told.poll(60, TimeUnit.SECONDS);
    }

    /** How many events were appended that nobody has asked for with {@link #nextTold}. */
    int told() {
        return told.size();
    }

    static Session session(SessionSecret secret, Instant expiry) {
        return Session.newBuilder()
                .setSecretSha256(ByteString.copyFrom(secret.sha256()))
                .setExpiresAt(Timestamp.newBuilder().setSeconds(expiry.getEpochSecond()))
                .build();
    }

    private void say(StreamObserver<WatchResponse> responses, Machine machine) {
        responses.onNext(WatchResponse.newBuilder()
                .setMachineChanged(
                        MachineChanged.newBuilder().setRevision(revision).setMachine(machine))
                .build());
    }

    private void complete(StreamObserver<WatchResponse> responses) {
        responses.onNext(WatchResponse.newBuilder()
                .setUpTo(UpTo.newBuilder().setRevision(revision))
                .build());
    }

    private final class Directory extends DirectoryServiceGrpc.DirectoryServiceImplBase {

        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    if (request.hasApplied()) {
                        applied.add(request.getApplied().getRevision());
                    } else if (request.getSubscribe().getRole() == ReplicaRole.REPLICA_ROLE_HEGEL) {
                        snapshot(responses);
                    }
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {}
            };
        }

        private void snapshot(StreamObserver<WatchResponse> responses) {
            synchronized (FakeTink.this) {
                watcher = responses;
                responses.onNext(WatchResponse.newBuilder()
                        .setSettings(Settings.newBuilder().setEpoch("e"))
                        .build());
                responses.onNext(WatchResponse.newBuilder()
                        .setSnapshotBegin(SnapshotBegin.getDefaultInstance())
                        .build());
                machines.forEach(machine -> say(responses, machine));
                complete(responses);
            }
        }
    }

    private final class Vault extends SecretServiceGrpc.SecretServiceImplBase {

        @Override
        public void read(ReadSecretRequest request, StreamObserver<ReadSecretResponse> responses) {
            asked.add(request);
            if (!request.getName().equals("join-token")) {
                responses.onError(Status.NOT_FOUND.asRuntimeException());
            } else if (!request.getAddress().equals("127.42.0.11")) {
                responses.onError(Status.PERMISSION_DENIED.asRuntimeException());
            } else {
                responses.onNext(ReadSecretResponse.newBuilder()
                        .setValue(ByteString.copyFromUtf8("t0ken"))
                        .build());
                responses.onCompleted();
            }
        }
    }

    private final class Recorder extends BootEventServiceGrpc.BootEventServiceImplBase {

        @Override
        public void append(AppendEventsRequest request, StreamObserver<AppendEventsResponse> responses) {
            told.add(request);
            responses.onNext(AppendEventsResponse.newBuilder()
                    .setAcknowledged(
                            request.getEvents(request.getEventsCount() - 1).getSequence())
                    .build());
            responses.onCompleted();
        }
    }
}
