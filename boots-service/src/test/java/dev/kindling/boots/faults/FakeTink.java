package dev.kindling.boots.faults;

import com.google.protobuf.ByteString;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.AppendEventsResponse;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.SpooledEvent;
import dev.kindling.proto.directory.v1.DirectoryServiceGrpc;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.MachineChanged;
import dev.kindling.proto.directory.v1.MachineRemoved;
import dev.kindling.proto.directory.v1.Settings;
import dev.kindling.proto.directory.v1.SnapshotBegin;
import dev.kindling.proto.directory.v1.UpTo;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What boots needs of a tink-server, which may go away and come back: the directory and the flight recorder. */
final class FakeTink implements AutoCloseable {

    static final byte[] NONCE_KEY = new byte[32];

    private final String name = "tink-" + UUID.randomUUID();
    private final Map<String, Machine> machines = new TreeMap<>();
    private final Map<String, Map<Long, Event>> spools = new TreeMap<>();
    private final List<StreamObserver<WatchResponse>> watchers = new ArrayList<>();
    private String epoch = UUID.randomUUID().toString();
    private long revision = 1;
    private Server server;

    String target() {
        return "in-process:" + name;
    }

    void start() throws IOException {
        server = InProcessServerBuilder.forName(name)
                .addService(new Directory())
                .addService(new Recorder())
                .build()
                .start();
    }

    /** Gone from one moment to the next, as a killed process is. */
    void stop() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(30, TimeUnit.SECONDS);
        synchronized (this) {
            watchers.clear();
        }
    }

    synchronized void put(Machine machine) {
        machines.put(machine.getMac(), machine);
        revision++;
        tell(WatchResponse.newBuilder()
                .setMachineChanged(
                        MachineChanged.newBuilder().setRevision(revision).setMachine(machine)));
    }

    synchronized void remove(String mac) {
        machines.remove(mac);
        revision++;
        tell(WatchResponse.newBuilder()
                .setMachineRemoved(
                        MachineRemoved.newBuilder().setRevision(revision).setMac(mac)));
    }

    /** As after a restore of the database: whoever follows is told everything anew. */
    synchronized void beginNewEpoch() {
        epoch = UUID.randomUUID().toString();
        watchers.forEach(this::snapshot);
    }

    synchronized List<Machine> machines() {
        return List.copyOf(machines.values());
    }

    /** Every event that arrived, each once. */
    synchronized List<Event> events(String kind) {
        return spools.values().stream()
                .flatMap(spool -> spool.values().stream())
                .filter(event -> event.getKind().equals(kind))
                .toList();
    }

    /** Whether of every spool file all records from the first to the last are there. */
    synchronized boolean hasNoGap() {
        return spools.values().stream().allMatch(spool -> ((TreeMap<Long, Event>) spool).lastKey() == spool.size());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private void tell(WatchResponse.Builder word) {
        watchers.forEach(watcher -> watcher.onNext(word.build()));
        watchers.forEach(watcher -> watcher.onNext(upTo()));
    }

    private void snapshot(StreamObserver<WatchResponse> watcher) {
        watcher.onNext(WatchResponse.newBuilder()
                .setSettings(Settings.newBuilder()
                        .setEpoch(epoch)
                        .setNonceKey(ByteString.copyFrom(NONCE_KEY))
                        .setCaPin("sha256:" + "0".repeat(64)))
                .build());
        watcher.onNext(WatchResponse.newBuilder()
                .setSnapshotBegin(SnapshotBegin.getDefaultInstance())
                .build());
        for (Machine machine : machines.values()) {
            watcher.onNext(WatchResponse.newBuilder()
                    .setMachineChanged(
                            MachineChanged.newBuilder().setRevision(revision).setMachine(machine))
                    .build());
        }
        watcher.onNext(upTo());
    }

    private WatchResponse upTo() {
        return WatchResponse.newBuilder()
                .setUpTo(UpTo.newBuilder().setRevision(revision))
                .build();
    }

    /** Gives everyone who asks a snapshot, whatever it holds already. */
    private final class Directory extends DirectoryServiceGrpc.DirectoryServiceImplBase {

        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    if (request.hasSubscribe()) {
                        synchronized (FakeTink.this) {
                            snapshot(responses);
                            watchers.add(responses);
                        }
                    }
                }

                @Override
                public void onError(Throwable error) {
                    forget();
                }

                @Override
                public void onCompleted() {
                    forget();
                }

                private void forget() {
                    synchronized (FakeTink.this) {
                        watchers.remove(responses);
                    }
                }
            };
        }
    }

    private final class Recorder extends BootEventServiceGrpc.BootEventServiceImplBase {

        @Override
        public void append(AppendEventsRequest request, StreamObserver<AppendEventsResponse> responses) {
            synchronized (FakeTink.this) {
                Map<Long, Event> spool = spools.computeIfAbsent(request.getSpool(), _ -> new TreeMap<>());
                for (SpooledEvent event : request.getEventsList()) {
                    spool.put(event.getSequence(), event.getEvent());
                }
            }
            long last = request.getEvents(request.getEventsCount() - 1).getSequence();
            responses.onNext(
                    AppendEventsResponse.newBuilder().setAcknowledged(last).build());
            responses.onCompleted();
        }
    }
}
