package dev.kindling.simulator.fleet;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.walk.AgentHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts agents, one JVM per board or one for up to 16 boards.
 *
 * <p>A shared JVM starts when it is full, when no other board could still come, or when the first board of it has waited
 * long enough: a board that lost its way must not hold up the others.
 */
final class AgentPool implements AgentHost, AutoCloseable {

    /** Up to this many boards each has a JVM of its own, as in reality. */
    static final int SINGLE_LIMIT = 4;

    static final int GROUP = 16;

    private static final Duration LINGER = Duration.ofSeconds(10);
    private static final long CHECK_MILLIS = 100;

    private final AgentCommand command;
    private final Path directory;
    private final int group;
    private final Duration linger;
    private final List<Seat> waiting = new ArrayList<>();
    private final Set<AgentProcess> processes = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService starter = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("agents").factory());
    private int absent;
    private int started;
    private boolean closed;

    /**
     * Makes a pool.
     *
     * @param boards number of boards that may ask for an agent
     * @param group boards per JVM
     */
    AgentPool(AgentCommand command, Path directory, int boards, int group) {
        this(command, directory, boards, group, LINGER);
    }

    AgentPool(AgentCommand command, Path directory, int boards, int group, Duration linger) {
        this.command = command;
        this.directory = directory;
        this.absent = boards;
        this.group = group;
        this.linger = linger;
        starter.scheduleWithFixedDelay(this::startDue, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How many boards share a JVM in a fleet of this size. */
    static int groupSize(int boards) {
        return boards <= SINGLE_LIMIT ? 1 : GROUP;
    }

    @Override
    public synchronized AgentRun start(BoardSpec board, Path root, List<String> launcher) throws IOException {
        if (closed) {
            throw new IOException("the fleet is being switched off");
        }
        Seat seat = new Seat(root, launcher, System.nanoTime());
        waiting.add(seat);
        absent--;
        startDueNow();
        return seat;
    }

    /** The board will never ask again. */
    synchronized void finished() {
        absent--;
        startDueNow();
    }

    List<Long> processIds() {
        return processes.stream()
                .filter(AgentProcess::isAlive)
                .map(AgentProcess::id)
                .toList();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        starter.shutdownNow();
        processes.forEach(AgentProcess::kill);
    }

    private synchronized void startDue() {
        processes.removeIf(process -> !process.isAlive());
        startDueNow();
    }

    private void startDueNow() {
        while (!closed && isDue()) {
            List<Seat> batch = List.copyOf(waiting.subList(0, Math.min(group, waiting.size())));
            waiting.subList(0, batch.size()).clear();
            start(batch);
        }
    }

    private boolean isDue() {
        return !waiting.isEmpty()
                && (waiting.size() >= group
                        || absent <= 0
                        || System.nanoTime() - waiting.getFirst().since > linger.toNanos());
    }

    private void start(List<Seat> batch) {
        Path log = directory.resolve("agent-" + ++started + ".log");
        List<String> words = new ArrayList<>(batch.getFirst().launcher);
        words.addAll(command.words(batch.stream().map(seat -> seat.root).toList()));
        try {
            AgentProcess process = AgentProcess.start(words, directory, log, batch.size());
            processes.add(process);
            batch.forEach(seat -> seat.process = process);
        } catch (IOException e) {
            batch.forEach(seat -> seat.failure = "cannot start " + words.getFirst() + ": " + e.getMessage());
        }
    }

    private synchronized void left(Seat seat) {
        waiting.remove(seat);
        absent++;
    }

    /** A board's place in a JVM that runs or will run. */
    private final class Seat implements AgentRun {

        private final Path root;
        private final List<String> launcher;
        private final long since;
        private volatile AgentProcess process;
        private volatile String failure = "";

        Seat(Path root, List<String> launcher, long since) {
            this.root = root;
            this.launcher = launcher;
            this.since = since;
        }

        @Override
        public boolean isAlive() {
            AgentProcess now = process;
            return failure.isEmpty() && (now == null || now.isAlive());
        }

        @Override
        public String lastWords() {
            AgentProcess now = process;
            return now == null ? failure : now.lastWords();
        }

        @Override
        public void stop() {
            left(this);
            AgentProcess now = process;
            if (now != null) {
                now.leave();
            }
        }
    }
}
