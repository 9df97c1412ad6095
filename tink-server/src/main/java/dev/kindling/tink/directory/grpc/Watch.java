package dev.kindling.tink.directory.grpc;

import dev.kindling.proto.directory.v1.Subscribe;
import dev.kindling.proto.directory.v1.WatchResponse;
import dev.kindling.tink.directory.DirectoryProperties;
import dev.kindling.tink.directory.DirectoryRevision;
import dev.kindling.tink.directory.DirectoryRevision.Current;
import dev.kindling.tink.directory.ReplicaTable;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.machine.MachineRow;
import dev.kindling.tink.machine.MachineRows;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Feeds one replica: settings, then what it misses, then changes and heartbeats until one side ends it.
 *
 * <p>A notification or the poll wakes it; what it sends is always read from the database, so that it does not matter on
 * which server the change was made.
 */
final class Watch implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    /** What every watch works on. */
    @Component
    record Sources(
            DirectoryRevision revision, MachineRows machines, ReplicaTable replicas, DirectoryProperties properties) {}

    private final UUID id = UUID.randomUUID();
    private final Sources sources;
    private final Subscribe subscribe;
    private final WatchResponse settings;
    private final ReplicaStream stream;
    private UUID epoch;
    private long sent;

    Watch(Sources sources, Subscribe subscribe, WatchResponse settings, ReplicaStream stream) {
        this.sources = sources;
        this.subscribe = subscribe;
        this.settings = settings;
        this.stream = stream;
    }

    UUID id() {
        return id;
    }

    String replica() {
        return subscribe.getReplica();
    }

    void wake() {
        stream.wake();
    }

    /** A newer watch of the same replica has come. */
    void supersede() {
        stream.fail(StatusMapper.toException(
                new Failure.Stale("another watch of replica '" + replica() + "' has taken this one's place")));
    }

    /** This server stops; another one, or this one in a moment, will answer. */
    void stop() {
        stream.fail(Status.UNAVAILABLE.withDescription("the server stops").asException());
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                follow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            stream.fail(StatusMapper.toException(e));
        } finally {
            leave();
        }
    }

    private boolean begin() throws InterruptedException {
        Current current = sources.revision().current();
        epoch = current.epoch();
        boolean resumes = epoch.toString().equals(subscribe.getEpoch())
                && subscribe.getRevision() > 0
                && subscribe.getRevision() <= current.revision();
        log.atInfo()
                .addKeyValue("replica", replica())
                .addKeyValue("resumes", resumes)
                .addKeyValue("from", subscribe.getRevision())
                .addKeyValue("revision", current.revision())
                .log("directory.watch");
        if (!stream.send(settings)) {
            return false;
        }
        if (resumes) {
            sent = subscribe.getRevision();
            return sendChanges(current) && stream.send(DirectoryMessages.upTo(sent));
        }
        return stream.send(DirectoryMessages.snapshotBegin())
                && sendRows(sources.machines().declared(), current.revision())
                && stream.send(DirectoryMessages.upTo(sent));
    }

    private void follow() throws InterruptedException {
        Duration heartbeat = sources.properties().heartbeat();
        long nextBeat = System.nanoTime() + heartbeat.toNanos();
        while (stream.rest(sources.properties().poll())) {
            Current current = sources.revision().current();
            if (!current.epoch().equals(epoch)) {
                stream.fail(Status.ABORTED
                        .withDescription("the database was replaced; subscribe again")
                        .asException());
                return;
            }
            boolean due = System.nanoTime() - nextBeat >= 0;
            if (due && !sources.replicas().vouch(id)) {
                supersede();
                return;
            }
            boolean behind = current.revision() > sent;
            if (behind && !sendChanges(current) || (behind || due) && !stream.send(DirectoryMessages.upTo(sent))) {
                return;
            }
            nextBeat = due ? System.nanoTime() + heartbeat.toNanos() : nextBeat;
        }
    }

    private boolean sendChanges(Current current) throws InterruptedException {
        return sendRows(sources.machines().changedAfter(sent), current.revision());
    }

    /** Rows are read after the revision, so some may be newer and will be sent once more: harmless, and never too few. */
    private boolean sendRows(List<MachineRow> rows, long revision) throws InterruptedException {
        for (MachineRow row : rows) {
            if (!stream.send(DirectoryMessages.change(row))) {
                return false;
            }
        }
        sent = revision;
        return true;
    }

    private void leave() {
        try {
            sources.replicas().disconnected(id);
        } catch (RuntimeException e) {
            // The table forgets it by itself when no server vouches for it any more.
            log.atWarn()
                    .addKeyValue("replica", replica())
                    .addKeyValue("reason", e.getMessage())
                    .log("directory.leave");
        }
        log.atInfo()
                .addKeyValue("replica", replica())
                .addKeyValue("revision", sent)
                .log("directory.watch-ended");
    }
}
