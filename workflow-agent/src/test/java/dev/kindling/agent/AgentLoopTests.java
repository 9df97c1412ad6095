package dev.kindling.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.container.NoContainers;
import dev.kindling.agent.journal.Journal;
import dev.kindling.agent.process.Exec;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.runtime.Contexts;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.EnrolAnswer;
import dev.kindling.agent.tink.ReportAnswer;
import dev.kindling.agent.tink.WorkEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLoopTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private LoopFixture fixture;

    @BeforeEach
    void machine() throws Exception {
        fixture = new LoopFixture(directory);
    }

    @Test
    void runsAnActionAndReportsItsStartAndItsEnd() throws Exception {
        fixture.start(context -> new ActionResult.Succeeded("well"));
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        assertThat(fixture.tink.report()).isEqualTo(new FakeTink.Report(LoopFixture.REF, 1, new ActionEvent.Started()));
        FakeTink.Report last = fixture.tink.report();
        assertThat(last.sequence()).isEqualTo(2);
        assertThat(last.result()).isEqualTo(new ActionResult.Succeeded("well"));
    }

    @Test
    void sessionFileIsReadableByItsOwnerOnlyAndIsTheEnrolledSecret() throws Exception {
        fixture.start(context -> new ActionResult.Succeeded(""));
        fixture.tink.stream();
        Path session = directory.resolve("run/kindling/session");
        assertThat(Files.getPosixFilePermissions(session))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(session))
                .isEqualTo(fixture.tink.enrolments.get(0).session().bearer());
    }

    @Test
    void lostEnrolmentAnswerIsRetriedWithTheSameSecret() throws Exception {
        fixture.tink.enrolAnswers.add(new EnrolAnswer.Unavailable("cut"));
        fixture.tink.enrolAnswers.add(new EnrolAnswer.Unavailable("cut"));
        fixture.start(context -> new ActionResult.Succeeded(""));
        fixture.tink.stream();
        assertThat(fixture.tink.enrolments).hasSize(3);
        assertThat(fixture.tink.enrolments.get(2).session())
                .isEqualTo(fixture.tink.enrolments.get(0).session());
    }

    @Test
    void refusedNonceRebootsTheMachine() throws Exception {
        fixture.tink.enrolAnswers.add(new EnrolAnswer.NonceRefused("expired"));
        LoopEnd end = fixture.start(context -> new ActionResult.Succeeded("")).get(60, TimeUnit.SECONDS);
        assertThat(end).isInstanceOf(LoopEnd.Rebooted.class);
        assertThat(directory.resolve("proc/sysrq-trigger")).hasContent("b");
    }

    @Test
    @Tag("F5")
    void burntNonceEndsTheLoopAfterAWhileAndWithoutAReboot() throws Exception {
        fixture.tink.enrolAnswers.add(new EnrolAnswer.NonceBurnt("burnt"));
        LoopEnd end = fixture.start(context -> new ActionResult.Succeeded("")).get(60, TimeUnit.SECONDS);
        assertThat(end).isEqualTo(new LoopEnd.Refused("burnt"));
        assertThat(fixture.slept).as("nobody starts it again and asks at once").containsExactly(Duration.ofMinutes(10));
        assertThat(fixture.tink.enrolments).hasSize(1);
        assertThat(directory.resolve("proc/sysrq-trigger")).doesNotExist();
    }

    @Test
    @Tag("F2")
    @Tag("F16")
    void unansweredReportIsSentAgainUnchanged() throws Exception {
        fixture.tink.reportAnswers.add(new ReportAnswer.Accepted());
        fixture.tink.reportAnswers.add(new ReportAnswer.Unavailable("cut"));
        fixture.start(context -> new ActionResult.Succeeded(""));
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        assertThat(fixture.tink.report()).isEqualTo(fixture.tink.report());
    }

    @Test
    void onFailureCommandRunsOnceAndItsEndIsReportedWithTheFailure() throws Exception {
        List<List<String>> commands = new CopyOnWriteArrayList<>();
        fixture.start(context -> {
            commands.add(context.assignment().command());
            if (commands.size() == 1) {
                context.output().line("first");
                throw new ActionFailure("no space", 1);
            }
            context.output().line("second");
            throw new ActionFailure("no such mount", 3);
        });
        fixture.tink.stream()
                .accept(new WorkEvent.Assign(LoopFixture.reacting(List.of("clean", "up"), List.of("unused"))));
        fixture.tink.report();

        ActionEvent.Ended end = (ActionEvent.Ended) fixture.tink.report().event();

        assertThat(commands).containsExactly(List.of(), List.of("clean", "up"));
        assertThat(end.result()).isEqualTo(new ActionResult.Failed("no space", 1));
        assertThat(end.reaction()).contains(new ActionResult.Failed("no such mount", 3));
        assertThat(fixture.tink.logText()).isEqualTo("first\nsecond\n");
        assertThat(fixture.tink.offsets).containsExactly(0L, 6L);
    }

    @Test
    void onTimeoutCommandRunsAfterATimeoutAndCanBeCancelled() throws Exception {
        CountDownLatch reacts = new CountDownLatch(1);
        fixture.start(context -> {
            if (!context.assignment().command().isEmpty()) {
                reacts.countDown();
            }
            Thread.sleep(600_000);
            return new ActionResult.Succeeded("");
        });
        Consumer<WorkEvent> stream = fixture.tink.stream();
        Assignment assignment = LoopFixture.reacting(List.of(), List.of("tidy"));
        // The command has the same time: long enough for it to be cancelled, on a slow machine too.
        stream.accept(new WorkEvent.Assign(withTimeout(assignment, Duration.ofSeconds(15))));
        fixture.tink.report();
        assertThat(reacts.await(60, TimeUnit.SECONDS)).isTrue();
        stream.accept(new WorkEvent.Cancel(LoopFixture.REF, "no longer wanted"));

        ActionEvent.Ended end = (ActionEvent.Ended) fixture.tink.report().event();

        assertThat(end.result()).isInstanceOf(ActionResult.TimedOut.class);
        assertThat(end.reaction()).contains(new ActionResult.Cancelled());
    }

    @Test
    void agentThatDiedInAReactionReportsTheFailureAndThatItDoesNotKnowTheRest() throws Exception {
        try (Journal journal = Journal.open(fixture.journal(), fixture.board().mark())) {
            journal.started(LoopFixture.REF, false);
            journal.reacting(LoopFixture.REF, new ActionResult.Failed("no space", 1));
        }
        fixture.start(context -> {
            throw new AssertionError("nothing is to run");
        });

        ActionEvent.Ended end = (ActionEvent.Ended) fixture.tink.report().event();

        assertThat(end.result()).isEqualTo(new ActionResult.Failed("no space", 1));
        assertThat(end.reaction().orElseThrow()).isInstanceOf(ActionResult.Interrupted.class);
    }

    private static Assignment withTimeout(Assignment plain, Duration timeout) {
        return new Assignment(
                plain.ref(),
                plain.task(),
                plain.name(),
                plain.image(),
                plain.command(),
                plain.environment(),
                plain.volumes(),
                plain.pid(),
                timeout,
                plain.secrets(),
                plain.onFailure(),
                plain.onTimeout());
    }

    @Test
    void staleStartIsNotRun() throws Exception {
        fixture.tink.reportAnswers.add(new ReportAnswer.Stale("attempt 2 owns it"));
        AtomicInteger runs = new AtomicInteger();
        fixture.start(counting(runs));
        Consumer<WorkEvent> stream = fixture.tink.stream();
        stream.accept(new WorkEvent.Assign(LoopFixture.assignment()));
        assertThat(fixture.tink.report().ref()).isEqualTo(LoopFixture.REF);
        ActionRef second = new ActionRef("w-1", 0, 2);
        stream.accept(new WorkEvent.Assign(LoopFixture.assignment(second, Duration.ofMinutes(1))));
        assertThat(fixture.tink.report().ref()).isEqualTo(second);
        assertThat(fixture.tink.report().isLast()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void sameAssignmentWhileItRunsGoesOn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        fixture.start(context -> {
            runs.incrementAndGet();
            release.await();
            return new ActionResult.Succeeded("");
        });
        Consumer<WorkEvent> stream = fixture.tink.stream();
        stream.accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        stream.accept(new WorkEvent.Ended(WorkEvent.Why.LOST, "cut"));
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        release.countDown();
        assertThat(fixture.tink.report().isLast()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    @Tag("F2")
    void assignmentWhoseResultIsKnownIsReportedAndNotRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        fixture.start(counting(runs));
        Consumer<WorkEvent> stream = fixture.tink.stream();
        stream.accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        FakeTink.Report last = fixture.tink.report();
        awaitJournal("acknowledged");
        FakeTink.Report again = null;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (again == null && System.nanoTime() < end) {
            stream.accept(new WorkEvent.Assign(LoopFixture.assignment()));
            again = fixture.tink.reports.poll(50, TimeUnit.MILLISECONDS);
        }
        assertThat(again).isEqualTo(last);
        assertThat(runs).hasValue(1);
    }

    @Test
    @Tag("F23")
    void cancelStopsTheActionAndReportsCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        fixture.start(context -> endless(begun));
        Consumer<WorkEvent> stream = fixture.tink.stream();
        stream.accept(new WorkEvent.Assign(LoopFixture.assignment()));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        stream.accept(new WorkEvent.Cancel(LoopFixture.REF, "the operator says so"));
        fixture.tink.report();
        assertThat(fixture.tink.report().result()).isInstanceOf(ActionResult.Cancelled.class);
    }

    @Test
    void timeoutStopsTheActionAndReportsTimedOut() throws Exception {
        fixture.start(context -> endless(new CountDownLatch(1)));
        fixture.tink.stream()
                .accept(new WorkEvent.Assign(LoopFixture.assignment(LoopFixture.REF, Duration.ofMillis(50))));
        fixture.tink.report();
        assertThat(fixture.tink.report().result()).isInstanceOf(ActionResult.TimedOut.class);
    }

    @Test
    @Tag("M7")
    void failureIsReportedWithItsExitCodeAndWithoutSecrets() throws Exception {
        fixture.start(context -> {
            throw new ActionFailure("no join with " + context.environment().get("TOKEN"), 7);
        });
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        assertThat(fixture.tink.report().result()).isEqualTo(new ActionResult.Failed("no join with [hidden]", 7));
        assertThat(Files.readString(fixture.journal())).doesNotContain("value-of-join");
    }

    @Test
    void logIsSentBeforeTheResultAndWithoutSecrets() throws Exception {
        fixture.start(context -> {
            context.output().line("hello " + context.environment().get("KINDLING_HOSTNAME"));
            context.output().line("token " + context.environment().get("TOKEN"));
            context.output().progress(5, 10);
            return new ActionResult.Succeeded("");
        });
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        fixture.tink.report();
        assertThat(fixture.tink.logText()).isEqualTo("hello node-1\ntoken [hidden]\n");
        assertThat(fixture.tink.progress).isNotEmpty();
    }

    @Test
    void rebootIsReportedFirstAndDoneAfter() throws Exception {
        CompletableFuture<LoopEnd> end = fixture.start(context -> new ActionResult.Rebooting());
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(LoopEnd.Rebooted.class);
        fixture.tink.report();
        assertThat(fixture.tink.report().result()).isInstanceOf(ActionResult.Rebooting.class);
        assertThat(directory.resolve("proc/sysrq-trigger")).hasContent("b");
    }

    @Test
    void boardThatShouldHaveBootedItsDiskReboots() throws Exception {
        CompletableFuture<LoopEnd> end = fixture.start(context -> new ActionResult.Succeeded(""));
        fixture.tink.stream().accept(new WorkEvent.RebootToLocal("finished"));
        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(LoopEnd.Rebooted.class);
    }

    @Test
    void unknownSessionEnrolsAgain() throws Exception {
        fixture.start(context -> new ActionResult.Succeeded(""));
        fixture.tink.stream().accept(new WorkEvent.Ended(WorkEvent.Why.SESSION_REFUSED, "unknown"));
        fixture.tink.stream();
        assertThat(fixture.tink.enrolments).hasSize(2);
    }

    @Test
    void sessionThatCannotGoOnRebootsTheMachine() throws Exception {
        CompletableFuture<LoopEnd> end = fixture.start(context -> new ActionResult.Succeeded(""));
        Consumer<WorkEvent> stream = fixture.tink.stream();
        fixture.tink.enrolAnswers.add(new EnrolAnswer.NonceRefused("the session of this boot has ended"));
        stream.accept(new WorkEvent.Ended(WorkEvent.Why.SESSION_REFUSED, "unknown"));
        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(LoopEnd.Rebooted.class);
        assertThat(directory.resolve("proc/sysrq-trigger")).hasContent("b");
    }

    /** The agent process dies after each line of the journal; the next one and a server that asks again must agree. */
    @ParameterizedTest
    @Tag("F6")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void actionOfADeadAgentIsNeverRunTwice(int lines) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        fixture.start(counting(runs));
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        fixture.tink.report();
        List<String> journal = awaitJournal("acknowledged");
        assertThat(journal).hasSize(5);

        LoopFixture next = new LoopFixture(directory);
        Files.writeString(fixture.journal(), String.join("\n", journal.subList(0, lines)) + "\nfini");
        AtomicInteger again = new AtomicInteger();
        next.start(counting(again));
        next.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        FakeTink.Report report = next.tink.report();
        while (!report.isLast()) {
            report = next.tink.report();
        }
        boolean ran = lines >= 3;
        assertThat(again).hasValue(ran ? 0 : 1);
        assertThat(report.sequence()).isEqualTo(2);
        assertThat(report.result())
                .isInstanceOf(lines == 3 ? ActionResult.Interrupted.class : ActionResult.Succeeded.class);
        assertThat(next.tink.enrolments.get(0).session())
                .isEqualTo(fixture.tink.enrolments.get(0).session());
    }

    @Test
    @Tag("F6")
    void whatADeadAgentLeftRunningIsEndedBeforeTheNextAttemptMayBegin() throws Exception {
        ActionContext context = Contexts.of(
                directory, "kindling/exec", Map.of("CMD_LINE", "(sleep 1000 & echo $! > child; wait); sleep 1000"));
        ActionRef ref = context.assignment().ref();
        Thread dead = new Thread(() -> runForgotten(context));
        dead.setDaemon(true);
        dead.start();
        Path child = directory.resolve("child");
        while (!Files.exists(child) || Files.size(child) == 0) {
            LockSupport.parkNanos(10_000_000);
        }
        ProcessHandle left = ProcessHandle.of(
                        Long.parseLong(Files.readString(child).strip()))
                .orElseThrow();
        Files.createDirectories(fixture.journal().getParent());
        Files.writeString(
                fixture.journal(),
                "boot " + fixture.board().mark() + "\nassigned %1$s\nstarted %1$s\n".formatted("w-1 0 1"));

        fixture.start(new NativeActions(NativeActions.ofProcesses(), new NoContainers()));

        FakeTink.Report report = fixture.tink.report();
        assertThat(report.ref()).isEqualTo(ref);
        assertThat(report.result()).isInstanceOf(ActionResult.Interrupted.class);
        assertThat(left.isAlive())
                .as("when the server hears of it, nothing runs")
                .isFalse();
        dead.join(60_000);
        assertThat(dead.isAlive()).as("the command that started it neither").isFalse();
    }

    /** The thread stands for an agent process that is no longer there to hear how it ended. */
    private static void runForgotten(ActionContext context) {
        try {
            new Exec().run(context);
        } catch (ActionFailure | IOException | InterruptedException killed) {
            return;
        }
    }

    @Test
    void journalOfAnotherBootIsForgotten() throws Exception {
        Files.createDirectories(fixture.journal().getParent());
        Files.writeString(fixture.journal(), "boot another\nassigned w-1 0 1\nstarted w-1 0 1\n");
        AtomicInteger runs = new AtomicInteger();
        fixture.start(counting(runs));
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        assertThat(fixture.tink.report().result()).isInstanceOf(ActionResult.Succeeded.class);
        assertThat(runs).hasValue(1);
    }

    @Test
    void secretsAppearInNoText() throws Exception {
        ActionContext context = new ActionContext(
                LoopFixture.assignment(),
                fixture.board().root(),
                java.util.Map.of("TOKEN", "s3cret"),
                fixture.site,
                null,
                null);
        assertThat(context.toString() + fixture.board() + LoopFixture.assignment())
                .doesNotContain("s3cret")
                .doesNotContain("bm9uY2U");
    }

    private List<String> awaitJournal(String lastWord) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            List<String> lines = Files.exists(fixture.journal()) ? Files.readAllLines(fixture.journal()) : List.of();
            if (!lines.isEmpty() && lines.get(lines.size() - 1).startsWith(lastWord)) {
                return lines;
            }
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("the journal never said " + lastWord);
    }

    private static ActionRuntime counting(AtomicInteger runs) {
        return context -> {
            runs.incrementAndGet();
            return new ActionResult.Succeeded("");
        };
    }

    private static ActionResult endless(CountDownLatch begun) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return new ActionResult.Succeeded("");
    }
}
