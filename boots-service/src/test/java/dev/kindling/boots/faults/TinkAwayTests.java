package dev.kindling.boots.faults;

import static dev.kindling.boots.faults.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.SettableClock;
import dev.kindling.contract.BootNonce;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.boot.v1.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tink-server is away for an hour, and boots itself is restarted in it: boards boot, and nothing they did is lost. */
class TinkAwayTests {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final LoopbackBoard STEADY = new LoopbackBoard(1);
    private static final LoopbackBoard REMOVED = new LoopbackBoard(2);
    private static final LoopbackBoard ADDED = new LoopbackBoard(3);

    @TempDir
    private Path data;

    private final SettableClock clock = new SettableClock(NOON);
    private final FakeTink tink = new FakeTink();
    private LoopbackBoots boots;

    @BeforeEach
    void start() throws Exception {
        Path firmware = Files.createDirectories(data.resolve("firmware/default"));
        Files.write(firmware.resolve("start4.elf"), new byte[5_000]);
        tink.put(STEADY.machine("steady"));
        tink.put(REMOVED.machine("removed"));
        tink.start();
        boots = LoopbackBoots.start(data, tink, clock);
        await(() -> boots.machine(REMOVED.mac()).isPresent());
    }

    @AfterEach
    void stop() {
        boots.close();
        tink.close();
    }

    @Test
    void boardsBootForAnHourWithoutItAndEverythingIsToldWhenItIsBack() throws Exception {
        bootBoth();
        await(() -> tink.events("boot.started").size() == 2);
        tink.stop();
        tink.remove(REMOVED.mac());
        tink.put(ADDED.machine("added"));

        for (int tenMinutes = 1; tenMinutes <= 6; tenMinutes++) {
            clock.advance(Duration.ofMinutes(10));
            if (tenMinutes == 3) {
                boots.close();
                boots = LoopbackBoots.start(data, tink, clock);
            }
            bootBoth();
        }
        assertThat(tink.events("boot.started")).hasSize(2);
        assertThat(boots.machine(ADDED.mac())).isEmpty();

        tink.start();
        await(() -> tink.events("boot.started").size() == 14);
        assertThat(tink.hasNoGap()).isTrue();
        assertThat(tink.events("boot.started").stream()
                        .filter(event -> event.getMac().equals(STEADY.mac()))
                        .map(TinkAwayTests::minute))
                .as("each at the time it was")
                .containsExactly(0L, 10L, 20L, 30L, 40L, 50L, 60L);
        assertThat(tink.events("dhcp.ack").stream()
                        .map(event -> event.getFactsMap().get("xid"))
                        .distinct())
                .as("a board on a slow machine asks again")
                .hasSize(14);
        await(() -> boots.machine(REMOVED.mac()).isEmpty()
                && boots.machine(ADDED.mac()).isPresent());
        ADDED.boot(boots);
    }

    private void bootBoth() throws Exception {
        for (LoopbackBoard board : List.of(STEADY, REMOVED)) {
            BootNonce nonce =
                    BootNonce.parse(CommandLine.parse(board.boot(boots)).nonce());
            assertThat(nonce.isGenuine(FakeTink.NONCE_KEY, new MacAddress(board.mac()), board.address()))
                    .isTrue();
            assertThat(nonce.expiry()).isAfter(clock.instant());
        }
    }

    private static long minute(Event event) {
        return Duration.between(NOON, Instant.ofEpochSecond(event.getAt().getSeconds()))
                .toMinutes();
    }
}
