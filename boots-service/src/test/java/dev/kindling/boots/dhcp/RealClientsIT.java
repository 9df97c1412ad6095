package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.PortUnavailableException;
import dev.kindling.boots.report.BootEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clients systems have: busybox, ISC and dhcpcd lease from this server, each in a namespace of its own. */
class RealClientsIT {

    private static final String SERVER = "10.77.0.2";
    private static final String MAC = "dc:a6:32:77:00:0b";

    @TempDir
    private Path data;

    private Segment segment;
    private Segment.Host server;
    private Segment.Host client;

    @BeforeEach
    void lay() throws Exception {
        segment = Segment.lay();
        server = segment.host("srv", "02:00:00:00:77:02", SERVER + "/24");
        // Without one the kernel knows no way to 255.255.255.255 for a socket that is bound to no interface.
        segment.ip("srv", "route", "add", "default", "via", "10.77.0.1");
        client = segment.host("cli", MAC, "");
    }

    @AfterEach
    void lift() throws Exception {
        if (segment != null) {
            segment.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, ''", "auto, -B", "none, ''"})
    void busyboxIsAnsweredByFrameAndByBroadcast(String link, String flag) throws Exception {
        Segment.needs("/usr/bin/busybox", "busybox-static");
        Path script = script("[ $1 = bound ] && echo $1 $ip $subnet $router $hostname $lease >&1\nexit 0\n");
        try (TestDhcp dhcp = start(link)) {
            List<String> command =
                    new ArrayList<>(List.of("busybox", "udhcpc", "-f", "-q", "-n", "-t", "8", "-T", "2", "-i", "eth0"));
            command.addAll(List.of("-O", "hostname", "-s", script.toString()));
            if (!flag.isEmpty()) {
                command.add(flag);
            }
            assertThat(client.run(command.toArray(String[]::new)))
                    .contains("bound 10.77.0.11 255.255.255.0 10.77.0.1 node 3600");
            assertThat(transactions(dhcp.events("dhcp.ack"))).hasSize(1);
        }
    }

    @Test
    void iscsClientLeases() throws Exception {
        Segment.needs("/usr/sbin/dhclient", "isc-dhcp-client");
        Path leases = data.resolve("leases");
        Path pid = data.resolve("pid");
        Path script = script("exit 0\n");
        try (TestDhcp dhcp = start("auto")) {
            String[] files = {"-lf", leases.toString(), "-pf", pid.toString(), "-sf", script.toString(), "eth0"};
            client.run(with(List.of("dhclient", "-4", "-1", "-v"), files));
            assertThat(Files.readString(leases))
                    .contains("fixed-address 10.77.0.11;", "option routers 10.77.0.1;", "option dhcp-lease-time 3600;");
            assertThat(transactions(dhcp.events("dhcp.ack"))).hasSize(1);
            client.run(with(List.of("dhclient", "-4", "-x"), files));
        }
    }

    @Test
    void dhcpcdLeases() throws Exception {
        Segment.needs("/usr/sbin/dhcpcd", "dhcpcd-base");
        try (TestDhcp dhcp = start("auto")) {
            // Its files are its own here: "ip netns exec" has given it mounts of its own.
            String output = client.run(
                    "sh",
                    "-c",
                    "mkdir -p /run/dhcpcd /var/lib/dhcpcd; mount -t tmpfs none /run/dhcpcd; "
                            + "mount -t tmpfs none /var/lib/dhcpcd; "
                            + "dhcpcd -4 -A -1 -t 60 -c /bin/true eth0; ip -4 -o address show dev eth0");
            assertThat(output).contains("inet 10.77.0.11/24");
            assertThat(dhcp.events("dhcp.ack")).isNotEmpty();
        }
    }

    @Test
    void takenPortStopsTheStartAndNamesItsOwner() throws Exception {
        try (TestDhcp first = start("eth0")) {
            assertThat(first.server().isRunning()).isTrue();
            String us = "java (pid " + ProcessHandle.current().pid() + ") has it";
            assertThatThrownBy(() -> start("eth0"))
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage("DHCP cannot listen on 0.0.0.0:67: Address already in use, " + us);
        }
    }

    @Test
    void startsBesideAnotherDaemonOnAnotherInterface() throws Exception {
        Segment.needs("/usr/sbin/dnsmasq", "dnsmasq-base");
        segment.attach("srv", "virbr0", "02:00:00:00:78:02", "10.78.0.1/24");
        Path log = data.resolve("dnsmasq.log");
        server.start(
                log,
                "dnsmasq",
                "-d",
                "-p0",
                "-C/dev/null",
                "--bind-interfaces",
                "--interface=virbr0",
                "--except-interface=lo",
                "--dhcp-range=10.78.0.10,10.78.0.20",
                "--log-dhcp",
                "--dhcp-leasefile=" + data.resolve("dnsmasq.leases"));
        await(() -> Files.readString(log).contains("DHCP, IP range")
                || Files.readString(log).contains("started"));
        Segment.needs("/usr/bin/busybox", "busybox-static");
        Path script = script("[ $1 = bound ] && echo $1 $ip >&1\nexit 0\n");
        try (TestDhcp dhcp = start("eth0")) {
            assertThat(dhcp.server().modes()).containsExactly(Map.entry("eth0", "reservation"));
            assertThat(client.run(
                            "busybox",
                            "udhcpc",
                            "-f",
                            "-q",
                            "-n",
                            "-t",
                            "8",
                            "-T",
                            "2",
                            "-i",
                            "eth0",
                            "-s",
                            script.toString()))
                    .contains("bound 10.77.0.11");
        }
    }

    private TestDhcp start(String link) throws Exception {
        TestDhcp dhcp =
                TestDhcp.start(server, data, SERVER, Map.of("mode", "reservation", "interface", link, "lease", "1h"));
        dhcp.know(MAC, "10.77.0.11");
        return dhcp;
    }

    /** A client that waits for its answer on a slow machine asks again in the same transaction. */
    private static Set<String> transactions(List<BootEvent> events) {
        return events.stream().map(event -> event.facts().get("xid")).collect(Collectors.toSet());
    }

    private Path script(String text) throws Exception {
        Path script = data.resolve("script.sh");
        Files.writeString(script, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Polls. */
    static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** What is waited for. */
    interface Condition {
        boolean holds() throws Exception;
    }
}
