package dev.kindling.boots.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.SettableClock;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.report.BootEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleServerTests {

    @TempDir
    Path data;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T22:00:00Z"));
    private TestBoots boots;
    private MachineProfile board;
    private ConsoleServer server;

    @BeforeEach
    void start() {
        boots = new TestBoots(data);
        board = boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        server = server(0, 0);
    }

    @AfterEach
    void stop() {
        server.stop();
        boots.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rfc3164", "--rfc5424"})
    void aLineOfLoggerIsInTheTimelineOfItsMachine(String form) throws Exception {
        Path logger = Path.of("/usr/bin/logger");
        Assumptions.assumeTrue(Files.isExecutable(logger), "logger (package bsdutils) is not installed");
        boots.boot(board);
        Process process = new ProcessBuilder(
                        logger.toString(),
                        form,
                        "--udp",
                        "--server",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(server.syslogPort().orElseThrow()),
                        "--priority",
                        "daemon.err",
                        "--tag",
                        "dockerd",
                        "no space left on device")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        BootEvent line = boots.nextEvent();
        assertThat(line.kind()).isEqualTo("console.line");
        assertThat(line.source()).isEqualTo(BootEvent.Source.CONSOLE);
        assertThat(line.severity()).isEqualTo(BootEvent.Severity.WARNING);
        assertThat(line.mac()).contains(TestBoots.MAC);
        assertThat(line.bootId()).isPresent();
        assertThat(line.facts())
                .containsEntry("text", "no space left on device")
                .containsEntry("program", "dockerd")
                .containsEntry("level", "3")
                .containsEntry("via", "syslog");
    }

    @Test
    void netconsoleOfTheBootLoaderIsInTheTimelineHoweverItIsCut() throws Exception {
        server.stop();
        server = server(0, 0, Duration.ofSeconds(60));
        send(server.netconsolePort().orElseThrow(), "NET_BOOT: dc:a6:32:42:00:0b wait for link\nTFTP_GET: st");
        send(server.netconsolePort().orElseThrow(), "art4.elf\n");
        assertThat(boots.nextEvent().facts()).containsEntry("text", "NET_BOOT: dc:a6:32:42:00:0b wait for link");
        assertThat(boots.nextEvent().facts())
                .containsEntry("text", "TFTP_GET: start4.elf")
                .containsEntry("via", "netconsole");
    }

    @Test
    void netconsoleIsInTheTimelineAlsoWithoutAnEndOfLine() throws Exception {
        send(server.netconsolePort().orElseThrow(), "wait for link\nTFTP_GET: start4.elf");
        assertThat(boots.nextEvent().facts()).containsEntry("text", "wait for link");
        assertThat(boots.nextEvent().facts()).containsEntry("text", "TFTP_GET: start4.elf");
    }

    @Test
    void aMachineThatTalksTooMuchIsCutAndTheTimelineSaysSo() throws Exception {
        for (int i = 0; i < 30; i++) {
            send(server.syslogPort().orElseThrow(), "<13>line " + i);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(boots.nextEvent().facts()).containsEntry("text", "line " + i);
        }
        while (lines("dropped") < 25) {
            Thread.onSpinWait();
        }
        assertThat(boots.eventKinds()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        BootEvent dropped = boots.nextEvent();
        assertThat(dropped.kind()).isEqualTo("console.dropped");
        assertThat(dropped.facts()).containsEntry("lines", "25");
    }

    @Test
    void aStrangerIsCountedOnly() throws Exception {
        boots.machines().remove(TestBoots.MAC);
        send(server.syslogPort().orElseThrow(), "<13>who am I");
        while (lines("unknown") < 1) {
            Thread.onSpinWait();
        }
        assertThat(boots.eventKinds()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsAWarningAndTheOtherGoesOn() throws Exception {
        ConsoleServer second = server(server.syslogPort().orElseThrow(), 0);
        try {
            assertThat(second.isRunning()).isTrue();
            assertThat(second.syslogPort()).isEmpty();
            send(second.netconsolePort().orElseThrow(), "still here\n");
            assertThat(boots.nextEvent().facts()).containsEntry("text", "still here");
        } finally {
            second.stop();
        }
    }

    private ConsoleServer server(int syslog, int netconsole) {
        return server(syslog, netconsole, Duration.ofMillis(500));
    }

    private ConsoleServer server(int syslog, int netconsole, Duration tick) {
        ConsoleJournal journal =
                new ConsoleJournal(boots.machines(), boots.bean(BootFiles.class), boots.reports(), meters, clock, 5);
        ConsoleServer fresh = new ConsoleServer(
                new ConsoleProperties(null, syslog, netconsole, 5), List.of(TestBoots.ADDRESS), journal, tick);
        fresh.start();
        return fresh;
    }

    private double lines(String outcome) {
        return meters.counter("boots.console.lines", "outcome", outcome).count();
    }

    private static void send(int port, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", port)));
        }
    }
}
