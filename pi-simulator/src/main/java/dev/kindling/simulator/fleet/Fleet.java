package dev.kindling.simulator.fleet;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.boot.Loader;
import dev.kindling.simulator.boot.Timing;
import dev.kindling.simulator.walk.Board;
import dev.kindling.simulator.walk.BoardReport;
import dev.kindling.simulator.walk.Directories;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A number of virtual boards under power. */
public final class Fleet implements AutoCloseable {

    /** Comparing a card reads all of it: more at a time would only be slower. */
    private static final int CHECKS_AT_A_TIME = 2;

    private static final long JOIN_MILLIS = 5_000;

    private final FleetOptions options;
    private final FleetListener listener;
    private final long deadline;
    private final Wires wires;
    private final AgentPool agents;
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread cutOff = new Thread(this::close, "fleet-power-off");

    private Fleet(FleetOptions options, FleetListener listener) throws IOException {
        this.options = options;
        this.listener = listener;
        this.deadline = System.nanoTime() + options.deadline().toNanos();
        int boards = options.boards().size();
        // Processes of one JVM share a network namespace, so in a lab each board has a JVM of its own.
        int group = options.network() instanceof Network.Lab ? 1 : AgentPool.groupSize(boards);
        Files.createDirectories(options.workDirectory());
        this.wires = Wires.of(options.network());
        this.agents = new AgentPool(options.agent(), options.workDirectory(), boards, group);
    }

    /** Gives all boards power and returns at once. */
    public static Fleet powerOn(FleetOptions options, FleetListener listener) throws IOException {
        Fleet fleet = new Fleet(options, listener);
        Runtime.getRuntime().addShutdownHook(fleet.cutOff);
        try {
            fleet.plugIn();
        } catch (IOException e) {
            fleet.close();
            throw e;
        }
        fleet.sockets.forEach(socket -> socket.thread.start());
        return fleet;
    }

    /** Waits until every board has come to its end or the deadline is over; in the order of the options. */
    public List<BoardResult> await() throws InterruptedException {
        List<BoardResult> results = new ArrayList<>();
        for (Socket socket : sockets) {
            long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            socket.thread.join(left);
            results.add(socket.result());
        }
        return results;
    }

    /** The agent processes that run now, for measuring memory. */
    public List<Long> agentProcesses() {
        return agents.processIds();
    }

    /** Takes the power away: no process, socket, namespace entry or (unless kept) directory stays. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        sockets.forEach(socket -> socket.thread.interrupt());
        sockets.forEach(socket -> socket.wire.close());
        wires.close();
        agents.close();
        sockets.forEach(Socket::join);
        if (!options.keep()) {
            delete();
        }
        if (Thread.currentThread() != cutOff) {
            forgetShutdown();
        }
    }

    private void plugIn() throws IOException {
        Semaphore checks = new Semaphore(CHECKS_AT_A_TIME);
        for (int index = 0; index < options.boards().size(); index++) {
            BoardSpec spec = options.boards().get(index);
            Path directory = options.workDirectory().resolve(spec.name());
            Optional<dev.kindling.simulator.card.CardExpectation> expectation =
                    Optional.ofNullable(options.expectations().get(spec.name()));
            Board.Parts parts = new Board.Parts(settings(index), directory, agents, expectation, checks);
            Wire wire = wires.port(spec, index);
            sockets.add(new Socket(spec, wire, parts));
        }
    }

    private Loader.Settings settings(int index) {
        return new Loader.Settings(
                options.eeprom(),
                options.realTime() ? Timing.real() : Timing.scaled(),
                options.mutations().get(index % options.mutations().size()));
    }

    private void delete() {
        try {
            Directories.delete(options.workDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + options.workDirectory(), e);
        }
    }

    private void forgetShutdown() {
        try {
            Runtime.getRuntime().removeShutdownHook(cutOff);
        } catch (IllegalStateException e) {
            // The JVM is going down already; the hook finds nothing left to do.
        }
    }

    /** A place where a board is plugged in. */
    private final class Socket {

        private final BoardSpec spec;
        private final Wire wire;
        private final Board board;
        private final Thread thread;

        Socket(BoardSpec spec, Wire wire, Board.Parts parts) throws IOException {
            this.spec = spec;
            this.wire = wire;
            this.board = new Board(spec, wire, parts, this::progressed);
            // A platform thread: every TFTP block is one turn of it, and a turn of a virtual one costs more.
            this.thread =
                    Thread.ofPlatform().daemon().name("board-" + spec.name()).unstarted(this::run);
        }

        private void run() {
            try {
                board.walk();
            } catch (InterruptedException e) {
                // Power cut; the report says how far it came.
            } finally {
                agents.finished();
                if (!closed.get()) {
                    listener.finished(result());
                }
            }
        }

        private void progressed(BoardProgress progress) {
            if (!closed.get()) {
                listener.progressed(spec, progress);
            }
        }

        BoardResult result() {
            BoardReport report = board.report();
            List<String> problems = new ArrayList<>(report.problems());
            if (problems.isEmpty() && board.phase() != Phase.DONE) {
                String why = report.lastFailure().isEmpty() ? "" : "; last: " + report.lastFailure();
                problems.add("gave up in phase " + board.phase() + " after "
                        + report.total().toSeconds() + " s" + why);
            }
            return new BoardResult(
                    spec,
                    problems,
                    report.address(),
                    report.boots(),
                    report.bytes(),
                    report.toKernel(),
                    report.toReset(),
                    report.total());
        }

        void join() {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
