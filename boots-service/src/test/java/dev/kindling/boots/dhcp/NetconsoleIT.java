package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.MacAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boot loaders with {@code NETCONSOLE=6665@169.254.1.1/,6666@/} in their EEPROM, on a LAN of their own. */
class NetconsoleIT {

    private static final String SERVER = "10.77.0.2";
    private static final String SERVER_MAC = "02:00:00:00:77:02";
    private static final String ONE = "dc:a6:32:77:00:0b";
    private static final String TWO = "dc:a6:32:77:00:0c";
    private static final String STRANGER = "dc:a6:32:77:00:0d";
    private static final String LOADER = "169.254.1.1";
    private static final String EVERYONE = "255.255.255.255";

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {SERVER, "0.0.0.0"})
    void eachBoardsBootLoaderIsInItsOwnTimeline(String listening) throws Exception {
        try (Segment segment = Segment.lay()) {
            Segment.Host host = segment.host("srv", SERVER_MAC, SERVER + "/24");
            // As a host that is careful has it: the sender's address is of no network it knows.
            assertThat(host.start(data.resolve("log"), "sysctl", "-w", "net.ipv4.conf.eth0.rp_filter=1")
                            .waitFor())
                    .isZero();
            Map<String, String> settings =
                    Map.of("kindling.boots.dhcp.mode", "reservation", "kindling.boots.console.address", listening);
            try (Wire wire = Wire.of(segment.host("cli", "02:00:00:00:77:03", ""));
                    TestService boots = TestService.start(host, data, SERVER, settings)) {
                boots.know(ONE, "10.77.0.11", "aarch64");
                boots.know(TWO, "10.77.0.12", "aarch64");
                RealClientsIT.await(() -> {
                    say(wire, STRANGER, LOADER, "nobody knows me\n");
                    say(wire, ONE, LOADER, "RPi: BOOTLOADER release\n");
                    return !boots.events("console.line").isEmpty();
                });
                say(wire, ONE, LOADER, "NET_");
                say(wire, TWO, LOADER, "DHCP src\n");
                say(wire, ONE, LOADER, "BOOT\n");
                wire.send(TWO, Wire.EVERYBODY, "10.77.0.12", 6665, EVERYONE, 6666, bytes("kernel, to everyone\n"));
                wire.send(TWO, SERVER_MAC, "10.77.0.12", 6665, SERVER, 6666, bytes("kernel, to us\n"));
                RealClientsIT.await(() -> texts(boots, TWO).contains("kernel, to us")
                        && texts(boots, TWO).contains("kernel, to everyone")
                        && texts(boots, ONE).contains("NET_BOOT"));

                assertThat(texts(boots, ONE)).contains("RPi: BOOTLOADER release", "NET_BOOT");
                assertThat(texts(boots, TWO))
                        .containsExactlyInAnyOrder("DHCP src", "kernel, to everyone", "kernel, to us");
                assertThat(boots.events("console.line"))
                        .extracting(BootEvent::mac)
                        .allMatch(mac -> mac.isPresent()
                                && List.of(ONE, TWO).contains(mac.get().text()));
            }
        }
    }

    @Test
    void portThatIsOffHearsNothing() throws Exception {
        try (Segment segment = Segment.lay()) {
            Segment.Host host = segment.host("srv", SERVER_MAC, SERVER + "/24");
            Map<String, String> settings =
                    Map.of("kindling.boots.dhcp.mode", "reservation", "kindling.boots.console.netconsole-port", "-1");
            try (TestService boots = TestService.start(host, data, SERVER, settings)) {
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("boots-netconsole-eth0", "boots-netconsole");
                assertThat(boots.events("console.line")).isEmpty();
            }
        }
    }

    private static void say(Wire wire, String mac, String source, String text) throws Exception {
        wire.send(mac, Wire.EVERYBODY, source, 6665, EVERYONE, 6666, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> texts(TestService boots, String mac) {
        return boots.events("console.line").stream()
                .filter(event -> event.mac().equals(Optional.of(new MacAddress(mac))))
                .map(event -> event.facts().get("text"))
                .toList();
    }
}
