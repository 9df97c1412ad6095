package dev.kindling.provisioner.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadRunsTests {

    /** Above the kernel's largest process id. */
    private static final long NO_PROCESS = 4_194_305;

    @TempDir
    private Path base;

    @Test
    void directoryAndProcessesOfAKilledRunAreRemoved() throws Exception {
        Path dead = directory("kindling-demo-" + NO_PROCESS + "-7");
        Files.createFile(dead.resolve("card.img"));
        Process agent = new ProcessBuilder("sh", "-c", "sleep 600; true", dead.resolve("boards") + "/one").start();

        DeadRuns.remove(base);

        assertThat(agent.waitFor(60, TimeUnit.SECONDS))
                .as("its agent has ended")
                .isTrue();
        assertThat(dead).doesNotExist();
    }

    @Test
    void runThatGoesOnOneThatWasKeptAndStrangersStay() throws IOException {
        Path running = directory("kindling-demo-" + ProcessHandle.current().pid() + "-7");
        Path kept = directory("kindling-kept-7");
        Path stranger = directory("kindling-demo-notes");
        Path absurd = directory("kindling-demo-99999999999999999999-1");

        DeadRuns.remove(base);

        assertThat(running).exists();
        assertThat(kept).exists();
        assertThat(stranger).exists();
        assertThat(absurd).exists();
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectory(base.resolve(name));
    }
}
