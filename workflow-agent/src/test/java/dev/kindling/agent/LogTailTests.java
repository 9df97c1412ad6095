package dev.kindling.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Redactor;
import dev.kindling.agent.tink.WorkEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last lines of a log say why an action failed; they are needed most when the server is away. */
class LogTailTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private LoopFixture fixture;

    @BeforeEach
    void machine() throws Exception {
        fixture = new LoopFixture(directory);
        fixture.pace = new Pace(
                time -> Thread.sleep(Math.min(20, time.toMillis())),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ZERO);
    }

    @Test
    void endOfTheLogArrivesThoughTheServerIsAwayForLongerThanAResultWaitsForIt() throws Exception {
        fixture.start(context -> {
            fixture.tink.away = true;
            print(context, "no space left on device\n");
            throw new ActionFailure("failed");
        });
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));
        fixture.tink.report();
        for (int unanswered = 0; unanswered < 10; unanswered++) {
            assertThat(fixture.tink.report().isLast()).isTrue();
        }
        assertThat(fixture.tink.logText()).isEmpty();

        fixture.tink.away = false;
        awaitJournal("acknowledged");
        assertThat(fixture.tink.logText()).isEqualTo("no space left on device\n");
    }

    @Test
    void logOfActionAndReactionArriveInOrder() throws Exception {
        fixture.start(context -> {
            fixture.tink.away = true;
            print(context, context.assignment().command().isEmpty() ? "action\n" : "reaction\n");
            throw new ActionFailure("failed");
        });
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.reacting(List.of("clean", "up"), List.of())));
        fixture.tink.report();
        fixture.tink.report();

        fixture.tink.away = false;
        awaitJournal("acknowledged");
        assertThat(fixture.tink.logText()).isEqualTo("action\nreaction\n");
    }

    @Test
    void whatTheServerNeverTakesIsSaidToBeLost() throws Exception {
        fixture.tink.longestChunk = 100;
        fixture.start(context -> {
            print(context, "x".repeat(1_000));
            return new ActionResult.Succeeded("");
        });
        fixture.tink.stream().accept(new WorkEvent.Assign(LoopFixture.assignment()));

        awaitJournal("acknowledged");
        assertThat(fixture.tink.logText()).startsWith("[1000 bytes of log lost").endsWith("]\n");
    }

    @Test
    void whatDidNotFitIntoTheBufferIsSaidToBeLostAlsoAtTheEnd() throws Exception {
        fixture.tink.away = true;
        ActionFeed feed = new ActionFeed(
                fixture.tink, LoopFixture.REF, new Redactor(List.of()), new ActionFeed.Unsent(0, new byte[0]));
        feed.start();
        byte[] much = new byte[200 << 10];
        feed.bytes(much, 0, much.length);
        feed.bytes(much, 0, much.length);
        ActionFeed.Unsent unsent = feed.close(Duration.ofMillis(10));

        assertThat(unsent.offset()).isZero();
        assertThat(new String(
                        unsent.bytes(), much.length, unsent.bytes().length - much.length, StandardCharsets.US_ASCII))
                .startsWith("[" + much.length + " bytes of log lost");
    }

    private static void print(ActionContext context, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        context.output().bytes(bytes, 0, bytes.length);
    }

    private void awaitJournal(String word) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(fixture.journal())
                || !Files.readString(fixture.journal()).contains(word)) {
            assertThat(System.nanoTime()).as("no '" + word + "' in the journal").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
