package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.SettableClock;
import dev.kindling.boots.content.ContentAnswer;
import dev.kindling.boots.content.ContentAnswer.Missing;
import dev.kindling.boots.content.ContentAnswer.Reader;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.tftp.port.Peer;
import dev.kindling.contract.MacAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingRateTests {

    private static final MacAddress BOARD = new MacAddress("dc:a6:32:42:00:0b");
    private static final MacAddress OTHER = new MacAddress("dc:a6:32:42:00:0c");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));
    private final List<BootEvent> events = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TftpJournal journal = new TftpJournal(events::add, meters, clock);

    private void ask(MacAddress mac, int times) {
        for (int i = 0; i < times; i++) {
            journal.missing(
                    new Peer(1, 2),
                    "f" + i,
                    new Missing(Optional.of(new Reader(mac, Optional.empty())), ContentAnswer.Reason.NO_SUCH_FILE));
        }
    }

    @Test
    void floodIsCountedInFullAndToldInPart() {
        ask(BOARD, 10_000);
        assertThat(events).hasSize(TftpJournal.MISSING_EACH_MINUTE);
        assertThat(events.getLast().facts()).containsKey("more");
        assertThat(events.subList(0, TftpJournal.MISSING_EACH_MINUTE - 1))
                .noneMatch(event -> event.facts().containsKey("more"));
        assertThat(meters.counter("boots.tftp.requests", "outcome", "missing").count())
                .isEqualTo(10_000);
    }

    @Test
    void anotherBoardIsToldAllTheSameAndTheNextMinuteIsANewOne() {
        ask(BOARD, 500);
        ask(OTHER, 1);
        assertThat(events).hasSize(TftpJournal.MISSING_EACH_MINUTE + 1);
        clock.advance(Duration.ofSeconds(59));
        ask(BOARD, 1);
        assertThat(events).hasSize(TftpJournal.MISSING_EACH_MINUTE + 1);
        clock.advance(Duration.ofSeconds(1));
        ask(BOARD, 1);
        assertThat(events).hasSize(TftpJournal.MISSING_EACH_MINUTE + 2);
    }

    @Test
    void boardThatBootsIsToldInFull() {
        ask(BOARD, 60);
        assertThat(events).hasSize(60).noneMatch(event -> event.facts().containsKey("more"));
    }
}
