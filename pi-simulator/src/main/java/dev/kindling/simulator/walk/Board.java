package dev.kindling.simulator.walk;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.boot.BootFailedException;
import dev.kindling.simulator.boot.BootOutcome;
import dev.kindling.simulator.boot.Loader;
import dev.kindling.simulator.card.CardCheck;
import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.card.CardFault;
import dev.kindling.simulator.card.PartitionTable;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One board under power.
 *
 * <pre>
 *        +---------------- failed: again, without end ----------------+
 *        v                                                             |
 *     network boot --kernel--> agent --"b"--> reset --> network boot --+--empty firmware--> own disk, compared, end
 * </pre>
 */
public final class Board {

    /** Long enough to be cheap for 64 boards, short against a boot. */
    private static final Duration POLL = Duration.ofMillis(25);

    /** systemd's RestartSec of the agent's unit. */
    private static final Duration AGENT_RESTART = Duration.ofMillis(500);

    private static final int AGENT_LIVES = 8;

    private final BoardSpec spec;
    private final Wire wire;
    private final Parts parts;
    private final Journal journal;
    private final BoardRoot root;
    private final Loader loader;

    public Board(BoardSpec spec, Wire wire, Parts parts, Consumer<BoardProgress> listener) throws IOException {
        this.spec = spec;
        this.wire = wire;
        this.parts = parts;
        this.journal = new Journal(listener);
        this.root = new BoardRoot(spec, parts.directory());
        this.loader = new Loader(spec, wire, parts.settings(), journal, RandomGenerator.getDefault());
    }

    /** Goes until its own disk or a finding; an interrupt is a power cut. */
    public void walk() throws InterruptedException {
        try {
            boolean onOwnDisk = false;
            while (!onOwnDisk && journal.findings().isEmpty()) {
                onOwnDisk = bootOnce();
            }
        } catch (IOException e) {
            journal.findings().add(e.toString());
        }
        journal.entered(journal.findings().isEmpty() ? Phase.DONE : Phase.FAILED);
    }

    /** How far it has come, at any time and from any thread. */
    public BoardReport report() {
        return journal.report();
    }

    /** Where it is, at any time and from any thread. */
    public Phase phase() {
        return journal.phase();
    }

    /** True if it ended on its own disk. */
    private boolean bootOnce() throws IOException, InterruptedException {
        journal.booting();
        try {
            return switch (loader.boot()) {
                case BootOutcome.Kernel kernel -> {
                    journal.booted(kernel.lease().address().toString());
                    if (journal.findings().isEmpty()) {
                        runAgent(kernel);
                    }
                    yield false;
                }
                case BootOutcome.OwnDisk disk -> {
                    journal.booted(disk.lease().address().toString());
                    yield bootOwnDisk();
                }
            };
        } catch (BootFailedException e) {
            journal.bootFailed(e.getMessage());
            Thread.sleep(parts.settings().timing().restart());
            return false;
        }
    }

    private void runAgent(BootOutcome.Kernel kernel) throws IOException, InterruptedException {
        root.prepare(kernel);
        journal.entered(Phase.AGENT);
        for (int life = 1; !awaitReset(parts.agents().start(spec, root.root(), wire.launcher())); life++) {
            if (life == AGENT_LIVES) {
                return;
            }
            Thread.sleep(AGENT_RESTART);
        }
        journal.entered(Phase.REBOOT);
    }

    /** True when the agent has pulled the trigger, false when its process ended without. */
    private boolean awaitReset(AgentHost.AgentRun agent) throws IOException, InterruptedException {
        try {
            while (true) {
                boolean alive = agent.isAlive();
                if (root.resetRequested()) {
                    return true;
                }
                if (!alive) {
                    journal.bootFailed("the agent ended by itself: " + agent.lastWords());
                    return false;
                }
                Thread.sleep(POLL);
            }
        } finally {
            agent.stop();
        }
    }

    private boolean bootOwnDisk() throws IOException, InterruptedException {
        boolean bootable = PartitionTable.read(root.card()).stream().anyMatch(partition -> partition.number() == 1);
        if (!bootable) {
            journal.bootFailed("told to boot its own disk, but nothing is on the card");
            Thread.sleep(parts.settings().timing().restart());
            return false;
        }
        journal.entered(Phase.LOCAL_BOOT);
        if (parts.expectation().isPresent()) {
            parts.checks().acquire();
            try {
                compare(parts.expectation().get());
            } finally {
                parts.checks().release();
            }
        }
        return true;
    }

    private void compare(CardExpectation expectation) throws IOException, InterruptedException {
        if (parts.settings().mutation() == Mutation.FLIPPED_BYTE) {
            new CardFault(root.card(), expectation).flipByte();
        }
        if (parts.settings().mutation() == Mutation.SKIPPED_FILE) {
            new CardFault(root.card(), expectation).removeFile();
        }
        new CardCheck(expectation)
                .problems(root.card())
                .forEach(problem -> journal.findings().add("card: " + problem));
    }

    /**
     * What a board is connected to.
     *
     * @param settings of its boot loader
     * @param directory its own, for card and root
     * @param agents who runs its agent
     * @param expectation what its card must hold, if that is to be compared
     * @param checks how many boards may compare their cards at a time
     */
    public record Parts(
            Loader.Settings settings,
            Path directory,
            AgentHost agents,
            Optional<CardExpectation> expectation,
            Semaphore checks) {}
}
