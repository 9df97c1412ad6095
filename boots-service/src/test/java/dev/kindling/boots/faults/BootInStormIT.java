package dev.kindling.boots.faults;

import static dev.kindling.boots.faults.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board gets its lease and every byte of its files while fifty thousand packets in a second mean nothing. */
class BootInStormIT {

    private static final int RATE = 50_000;
    private static final int BOOTS = 8;
    private static final LoopbackBoard BOARD = new LoopbackBoard(1);

    @TempDir
    private Path data;

    private final FakeTink tink = new FakeTink();
    private final byte[] firmware = new byte[1_000_000];
    private LoopbackBoots boots;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(firmware);
        Path tree = Files.createDirectories(data.resolve("firmware/default"));
        Files.write(tree.resolve("start4.elf"), firmware);
        tink.put(BOARD.machine("board"));
        tink.start();
        boots = LoopbackBoots.start(data, tink, Clock.systemUTC());
        await(() -> boots.machine(BOARD.mac()).isPresent());
    }

    @AfterEach
    void stop() {
        boots.close();
        tink.close();
    }

    @Test
    void boardReadsAllItsFilesWhileForeignAndMalformedPacketsPourIn() throws Exception {
        BOARD.boot(boots);
        byte[] config = BOARD.fetch(boots.tftp(), "config.txt");
        try (LoopbackStorm storm = LoopbackStorm.start(boots, RATE)) {
            await(() -> storm.sent() > RATE);
            for (int boot = 0; boot < BOOTS; boot++) {
                long before = storm.sent();
                assertThat(BOARD.boot(boots)).contains("kindling.nonce=");
                assertThat(BOARD.fetch(boots.tftp(), "start4.elf")).isEqualTo(firmware);
                assertThat(BOARD.fetch(boots.tftp(), "config.txt")).isEqualTo(config);
                assertThat(storm.sent()).as("it blew all the time").isGreaterThan(before);
            }
            System.out.printf(
                    "storm: %d packets, %d in a second, of which %.0f were read%n",
                    storm.sent(), storm.perSecond(), dhcp("malformed") + dhcp("unknown-machine") + tftp("malformed"));
        }
        assertThat(dhcp("malformed")).isPositive();
        assertThat(dhcp("unknown-machine")).isPositive();
        assertThat(dhcp("failed")).isZero();
        assertThat(tftp("malformed")).isPositive();
        assertThat(tftp("failed")).isZero();
        await(() -> tink.events("boot.started").size() == 1 + BOOTS);
    }

    private double dhcp(String outcome) {
        return boots.count("boots.dhcp.packets", "outcome", outcome);
    }

    private double tftp(String outcome) {
        return boots.count("boots.tftp.requests", "outcome", outcome);
    }
}
