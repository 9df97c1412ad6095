package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.inventory.InventoryReader;
import dev.kindling.agent.journal.Journal;
import dev.kindling.agent.process.Rebooter;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.runtime.SiteFacts;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.contract.SessionSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A machine in a directory, whose agent can be started again and again. */
final class LoopFixture {

    static final String CMDLINE =
            "console=tty1 kindling.server=127.0.0.1:1 kindling.hegel=https://127.0.0.1:2 kindling.ca=sha256:"
                    + "ab".repeat(32)
                    + " kindling.mac=dc:a6:32:42:00:0b kindling.nonce=bm9uY2U kindling.time=1800000000\n";
    static final ActionRef REF = new ActionRef("w-1", 0, 1);

    final Path directory;
    final FakeTink tink = new FakeTink();
    final List<Duration> slept = Collections.synchronizedList(new ArrayList<>());
    Pace pace =
            new Pace(slept::add, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(10));
    SiteFacts site = new SiteFacts() {
        @Override
        public String secret(String name) {
            return "value-of-" + name;
        }

        @Override
        public String cluster(String field) throws ActionFailure {
            throw new ActionFailure("no cluster");
        }
    };

    LoopFixture(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("proc"));
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(directory.resolve("proc/cmdline"), CMDLINE);
        Files.writeString(directory.resolve("run/net-eth0.conf"), "DEVICE='eth0'\nIPV4ADDR='127.0.0.1'\n");
    }

    Path journal() {
        return directory.resolve("run/kindling/journal");
    }

    Board board() throws IOException {
        return Board.read(new AgentRoot(directory));
    }

    CompletableFuture<LoopEnd> start(ActionRuntime runtime) throws IOException {
        Board board = board();
        SessionSecret session = new SessionFile(directory.resolve("run/kindling/session")).readOrCreate();
        Enrolment enrolment = new Enrolment(
                board.commandLine().nonce(),
                board.commandLine().mac().text(),
                board.address(),
                session,
                "test",
                new InventoryReader(board.root()).read());
        CompletableFuture<LoopEnd> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (Journal journal = Journal.open(journal(), board.mark())) {
                AgentLoop.Tools tools = new AgentLoop.Tools(runtime, site, new Rebooter(board.root()), pace);
                end.complete(new AgentLoop(board, tink, enrolment, journal, tools).run());
            } catch (InterruptedException | IOException | RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    static Assignment assignment(ActionRef ref, Duration timeout) {
        return new Assignment(
                ref,
                "task",
                "greet",
                "kindling/exec",
                List.of(),
                Map.of("CMD_LINE", "true"),
                List.of(),
                "",
                timeout,
                Map.of("TOKEN", "join"),
                List.of(),
                List.of());
    }

    static Assignment reacting(List<String> onFailure, List<String> onTimeout) {
        Assignment plain = assignment();
        return new Assignment(
                plain.ref(),
                plain.task(),
                plain.name(),
                plain.image(),
                plain.command(),
                plain.environment(),
                plain.volumes(),
                plain.pid(),
                plain.timeout(),
                plain.secrets(),
                onFailure,
                onTimeout);
    }

    static Assignment assignment() {
        return assignment(REF, Duration.ofMinutes(1));
    }
}
