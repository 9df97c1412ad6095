package dev.kindling.directory;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kindling.proto.directory.v1.Applied;
import dev.kindling.proto.directory.v1.Subscribe;
import dev.kindling.proto.directory.v1.WatchRequest;
import dev.kindling.proto.directory.v1.WatchResponse;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;

/**
 * Follows the directory for as long as the process lives: subscribes with what the copy holds, applies what comes,
 * keeps it on disk and reports it as applied, and begins again after every break.
 */
public final class DirectoryWatch implements SmartLifecycle {

    /** Before the doors open. */
    static final int PHASE = 0;

    /** The server sends a heartbeat every 10 s. */
    private static final Duration SILENCE = Duration.ofSeconds(35);

    /** Whoever waits for the word that a change is known here does not wait for all that follow it. */
    private static final int MOST_PASSED_OVER = 50;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

    private enum State {
        STARTING,
        FOLLOWING,
        LOST
    }

    private final ManagedChannel channel;
    private final String replicaName;
    private final MachineView view;
    private final DirectoryCopy copy;
    private final DirectoryFile file;
    private volatile Thread thread;
    private State state = State.STARTING;
    private Duration pause = FIRST_PAUSE;
    private String savedEpoch = "";
    private long savedRevision;
    private int passedOver;

    /** @param file where the copy is kept from one start to the next */
    public DirectoryWatch(ManagedChannel channel, MachineView view, Path file) throws IOException {
        this(channel, view.service() + "@" + hostName(), view, file);
    }

    /** @param replicaName by which tink-server tells the replicas of one service apart */
    DirectoryWatch(ManagedChannel channel, String replicaName, MachineView view, Path file) throws IOException {
        this.channel = channel;
        this.replicaName = replicaName;
        this.view = view;
        this.copy = new DirectoryCopy(view);
        this.file = new DirectoryFile(file);
        load();
    }

    /** What was known at the last stop is known from the first packet on. */
    private void load() throws IOException {
        try {
            file.load().forEach(copy::apply);
            savedEpoch = copy.epoch();
            savedRevision = copy.revision();
        } catch (InvalidProtocolBufferException e) {
            log.atError().addKeyValue("reason", e.getMessage()).log("directory.copy-unreadable");
        }
        copy.restart();
    }

    /** From the kernel: Java's own way may ask the DNS, and wait for it. */
    private static String hostName() throws IOException {
        Path kernel = Path.of("/proc/sys/kernel/hostname");
        return Files.isReadable(kernel) ? Files.readString(kernel).strip() : "localhost";
    }

    @Override
    public void start() {
        // Assigned before it runs: the loop ends when there is no thread.
        Thread fresh = Thread.ofVirtual().name(view.service() + "-directory").unstarted(this::follow);
        thread = fresh;
        fresh.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        running.interrupt();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void follow() {
        while (isRunning()) {
            try {
                lost(watchOnce());
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** @return why it ended */
    private String watchOnce() throws InterruptedException {
        copy.restart();
        // The channel's own pause between connections grows to two minutes.
        channel.resetConnectBackoff();
        WatchCall call = WatchCall.open(channel);
        try {
            call.send(subscribe());
            long reported = -1;
            while (true) {
                switch (call.next(SILENCE)) {
                    case WatchCall.Ended(String reason) -> {
                        return reason;
                    }
                    case WatchCall.Received(WatchResponse message) -> reported = apply(call, message, reported);
                }
            }
        } finally {
            call.cancel();
        }
    }

    private long apply(WatchCall call, WatchResponse message, long reported) {
        OptionalLong complete = copy.apply(message);
        if (complete.isEmpty()) {
            return reported;
        }
        heard();
        passedOver++;
        if (call.hasMore() && passedOver < MOST_PASSED_OVER) {
            // Saved and reported with what comes next: a disk that has to sync for each of many changes does little
            // else.
            return reported;
        }
        passedOver = 0;
        if (complete.getAsLong() == reported) {
            return reported;
        }
        if (copy.revision() != savedRevision || !copy.epoch().equals(savedEpoch)) {
            save();
        }
        call.send(applied(complete.getAsLong()));
        return complete.getAsLong();
    }

    /** A full disk costs the next start its memory, not this one its answers. */
    private void save() {
        try {
            file.save(copy.messages());
            savedEpoch = copy.epoch();
            savedRevision = copy.revision();
        } catch (IOException e) {
            log.atError().setCause(e).log("directory.copy-not-saved");
        }
    }

    private void heard() {
        if (state != State.FOLLOWING) {
            log.atInfo().addKeyValue("revision", copy.revision()).log("directory.following");
            state = State.FOLLOWING;
        } else {
            // Only a watch that lasts: two services of one name, each taking the other's place, must not race.
            pause = FIRST_PAUSE;
        }
    }

    /** Once for each time it is lost; at the first start tink-server may just be slower. */
    private void lost(String reason) {
        if (state != State.LOST && isRunning()) {
            log.atLevel(state == State.STARTING ? Level.INFO : Level.WARN)
                    .addKeyValue("reason", reason)
                    .addKeyValue("revision", copy.revision())
                    .log(state == State.STARTING ? "directory.waiting" : "directory.lost");
        }
        state = State.LOST;
    }

    private WatchRequest subscribe() {
        return WatchRequest.newBuilder()
                .setSubscribe(Subscribe.newBuilder()
                        .setReplica(replicaName)
                        .setRole(view.role())
                        .setEpoch(copy.epoch())
                        .setRevision(copy.revision()))
                .build();
    }

    private static WatchRequest applied(long revision) {
        return WatchRequest.newBuilder()
                .setApplied(Applied.newBuilder().setRevision(revision))
                .build();
    }
}
