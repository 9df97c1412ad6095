package dev.kindling.boots.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootStoreTests {

    @TempDir
    private Path directory;

    @Test
    void theLastBootOfEachBoardIsFoundAgain() throws IOException {
        List<Boot> last = new ArrayList<>();
        try (BootStore store = new BootStore(directory)) {
            for (int board = 0; board < 50; board++) {
                store.save(boot(board, 1));
                store.save(boot(board, 2));
                Boot third = boot(board, 3);
                store.save(third);
                last.add(third);
            }
        }
        assertThat(loaded()).containsExactlyInAnyOrderElementsOf(last);
    }

    /** A directory in the place of a board's file: that one cannot be written, the others are. */
    @Test
    void aBootThatCannotBeWrittenHoldsUpNoOther() throws IOException {
        Path inTheWay = directory.resolve("02-00-00-00-00-01.boot");
        Files.createDirectories(inTheWay.resolve("full"));
        Boot other = boot(2, 1);
        try (BootStore store = new BootStore(directory)) {
            store.save(boot(1, 1));
            store.save(other);
        }
        assertThat(Files.exists(directory.resolve("02-00-00-00-00-02.boot"))).isTrue();
        assertThat(loaded()).containsExactly(other);
    }

    private List<Boot> loaded() throws IOException {
        try (BootStore store = new BootStore(directory)) {
            return store.load();
        }
    }

    private static Boot boot(int board, long xid) {
        Instant started = Instant.parse("2026-11-26T12:00:00Z");
        return new Boot(
                new UUID(board, xid),
                new MacAddress("02:00:00:00:00:%02x".formatted(board)),
                xid,
                Inet4Address.ofLiteral("192.168.42." + (board + 1)),
                false,
                false,
                started,
                started.plus(BootRegistry.NONCE_LIFE),
                "arm_64bit=1\n",
                "console=tty1\n",
                xid % 2 == 0);
    }
}
