package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A computer in QEMU with nothing but its firmware and a network card on a {@link Segment}. */
final class Firmware {

    /** Everything is emulated; a loaded machine makes a UEFI take minutes. */
    private static final Duration DEADLINE = Duration.ofMinutes(8);

    private final Path console;
    private final Process process;

    private Firmware(Path console, Process process) {
        this.console = console;
        this.process = process;
    }

    /**
     * Switches it on.
     *
     * @param data where its console is written, and what QEMU says
     * @param machine QEMU's program and words, without the network
     */
    static Firmware start(Segment segment, Path data, String mac, String card, List<String> machine) throws Exception {
        return start(segment, data, mac, card, machine, "");
    }

    /** @param typed on its serial port, from the start on */
    static Firmware start(Segment segment, Path data, String mac, String card, List<String> machine, String typed)
            throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "skipped: /dev/net/tun is missing");
        String tap = segment.tap("pc0");
        Path console = data.resolve("console");
        List<String> command = new ArrayList<>(machine);
        command.addAll(List.of("-display", "none", "-monitor", "none", "-serial", "stdio"));
        command.addAll(List.of("-netdev", "tap,id=lan,script=no,downscript=no,ifname=" + tap));
        command.addAll(List.of("-device", card + ",netdev=lan,mac=" + mac));
        Process process = segment.startOnTheSwitch(console, command.toArray(String[]::new));
        process.getOutputStream().write(typed.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return new Firmware(console, process);
    }

    /** Waits for something the machine does to hold; fails with its console when it does not come. */
    void await(RealClientsIT.Condition condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(this::console).isLessThan(end);
            assertThat(process.isAlive()).as("QEMU ended: " + console()).isTrue();
            Thread.sleep(100);
        }
    }

    /** Waits until it has switched itself off. */
    void awaitEnd() throws Exception {
        assertThat(process.waitFor(DEADLINE)).as(this::console).isTrue();
    }

    /** What it wrote on its serial port, without the control sequences. */
    String console() {
        try {
            return Files.readString(console, StandardCharsets.ISO_8859_1).replaceAll("\u001b\\[[0-9;?=]*[A-Za-z]", "");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
