package dev.kindling.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.walk.AgentHost.AgentRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell for Java: {@code sh -c "sleep ..."} takes the place of the JVM and ignores the words behind. */
class AgentPoolTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void fullGroupSharesOneProcess() throws IOException {
        try (AgentPool pool = pool(5, 2, LONG)) {
            List<AgentRun> runs = start(pool, 2);
            assertThat(pool.processIds()).hasSize(1);
            assertThat(runs).allMatch(AgentRun::isAlive);
        }
    }

    @Test
    void groupWaitsForThoseWhoCouldStillCome() throws IOException {
        try (AgentPool pool = pool(3, 16, LONG)) {
            start(pool, 2);
            assertThat(pool.processIds()).isEmpty();
            start(pool, 1);
            assertThat(pool.processIds()).hasSize(1);
        }
    }

    @Test
    void groupDoesNotWaitForBoardsThatHaveFinished() throws IOException {
        try (AgentPool pool = pool(3, 16, LONG)) {
            start(pool, 2);
            pool.finished();
            assertThat(pool.processIds()).hasSize(1);
        }
    }

    @Test
    void processEndsWithTheLastOfItsBoards() throws IOException {
        try (AgentPool pool = pool(2, 2, LONG)) {
            List<AgentRun> runs = start(pool, 2);
            runs.getFirst().stop();
            assertThat(runs.getLast().isAlive()).isTrue();
            runs.getLast().stop();
            assertThat(pool.processIds()).isEmpty();
        }
    }

    @Test
    void closeLeavesNoProcessAndStartsNone() throws IOException {
        AgentPool pool = pool(1, 1, LONG);
        start(pool, 1);
        long id = pool.processIds().getFirst();
        pool.close();
        assertThat(ProcessHandle.of(id).filter(ProcessHandle::isAlive)).isEmpty();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> start(pool, 1));
    }

    @Test
    void missingJavaIsSaidInTheLastWords() throws IOException {
        AgentCommand command = AgentCommand.of(Path.of("/nowhere/java"), Path.of("agent.jar"));
        try (AgentPool pool = new AgentPool(command, directory, 1, 1, LONG)) {
            AgentRun run = start(pool, 1).getFirst();
            assertThat(run.isAlive()).isFalse();
            assertThat(run.lastWords()).contains("cannot start /nowhere/java");
        }
    }

    @Test
    void heapGrowsWithTheBoardsOfAProcess() {
        AgentCommand command = AgentCommand.of(Path.of("/jre/bin/java"), Path.of("agent.jar"));
        assertThat(command.words(List.of(Path.of("/a"))))
                .contains("-Xmx92m")
                .endsWith("-jar", "agent.jar", "--root", "/a");
        assertThat(command.words(List.of(Path.of("/a"), Path.of("/b")))).contains("-Xmx104m");
    }

    private AgentPool pool(int boards, int group, Duration linger) throws IOException {
        Path shell = java.nio.file.Files.writeString(directory.resolve("java"), "#!/bin/sh\nexec sleep 60\n");
        assertThat(shell.toFile().setExecutable(true)).isTrue();
        return new AgentPool(AgentCommand.of(shell, Path.of("agent.jar")), directory, boards, group, linger);
    }

    private List<AgentRun> start(AgentPool pool, int count) throws IOException {
        List<AgentRun> runs = new ArrayList<>();
        for (int board = 0; board < count; board++) {
            BoardSpec spec =
                    BoardSpec.pi4("pi-" + board, MacAddress.parse("dc:a6:32:00:00:0" + board), "1000000" + board);
            runs.add(pool.start(spec, directory.resolve("root-" + board), List.of()));
        }
        return runs;
    }
}
