package dev.kindling.boots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadUrgencyTests {

    private static final int CAP_SYS_NICE = 23;
    private static final Path OWN = Path.of("/proc/thread-self/stat");

    @Test
    void whereItIsAllowedTheThreadAloneGoesFirst() throws Exception {
        assumeThat(OWN).as("Linux").exists();
        assumeThat(maySetNiceness()).as("CAP_SYS_NICE").isTrue();
        int before = niceness();
        FutureTask<Integer> urgent = new FutureTask<>(() -> {
            ThreadUrgency.raise();
            return niceness();
        });
        Thread.ofPlatform().start(urgent);

        assertThat(urgent.get(60, TimeUnit.SECONDS)).isEqualTo(ThreadUrgency.NICENESS);
        assertThat(niceness()).isEqualTo(before);
    }

    private static boolean maySetNiceness() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(effective, 16) >> CAP_SYS_NICE & 1) == 1;
    }

    /** Field 19 of proc(5) stat, counted from behind the name, which may hold anything. */
    private static int niceness() {
        try {
            String stat = Files.readString(OWN);
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
