package dev.kindling.provisioner.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UpCommandTests {

    private static final String LINE =
            "DHCP on eth0: observe (no DHCP server answered in 10 s); kindling.boots.dhcp.mode=reservation changes that";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    @Test
    void modeAndTheLineThatChangesItAreOnTheTerminalOnceTheyAreKnown() throws Exception {
        Queue<Optional<List<String>>> answers = new ArrayDeque<>(
                List.of(Optional.empty(), Optional.empty(), Optional.of(List.of(LINE, "DHCP on eth1: proxy"))));
        UpCommand.tellModes(out(), answers::remove, new CountDownLatch(1));

        assertThat(terminal.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("DHCP looks for another server for 10 s", LINE, "DHCP on eth1: proxy");
    }

    @Test
    void configuredModeIsToldAtOnce() throws Exception {
        UpCommand.tellModes(out(), () -> Optional.of(List.of(LINE)), new CountDownLatch(1));

        assertThat(terminal.toString(StandardCharsets.UTF_8).lines()).containsExactly(LINE);
    }

    private PrintStream out() {
        return new PrintStream(terminal, true, StandardCharsets.UTF_8);
    }
}
