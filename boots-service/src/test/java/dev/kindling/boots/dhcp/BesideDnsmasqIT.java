package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real dnsmasq is the router of the LAN; this service is a proxy beside it, or says that it is not alone. */
class BesideDnsmasqIT {

    private static final String SERVER = "10.77.0.2";
    private static final String ROUTER = "10.77.0.1";
    private static final String ROUTER_MAC = "02:00:00:00:77:01";
    private static final String PI = "dc:a6:32:77:00:0b";
    private static final String PC = "52:54:00:77:00:01";
    private static final String PC_ID = "00112233445566778899aabbccddeeff01";
    private static final String PI_ID = "00525069343031c0007700000bda06ffe0";
    private static final String PI_CLASS = "PXEClient:Arch:00000:UNDI:002001";

    @TempDir
    private Path data;

    private Segment segment;
    private Segment.Host server;
    private Wire wire;

    @BeforeEach
    void lay() throws Exception {
        segment = Segment.lay();
        server = segment.host("srv", "02:00:00:00:77:02", SERVER + "/24");
        wire = Wire.of(segment.host("cli", "02:00:00:00:77:03", ""));
    }

    @AfterEach
    void lift() throws Exception {
        if (wire != null) {
            wire.close();
        }
        if (segment != null) {
            segment.close();
        }
    }

    @Test
    void withoutAModeARouterMakesItAProxy() throws Exception {
        router();
        try (TestDhcp dhcp = TestDhcp.start(server, data, SERVER, Map.of())) {
            // The event comes after the mode is in force.
            RealClientsIT.await(() -> !dhcp.events("dhcp.mode").isEmpty());
            assertThat(dhcp.server().modes()).isEqualTo(Map.of("eth0", "proxy"));
            assertThat(dhcp.events("dhcp.mode"))
                    .singleElement()
                    .extracting(BootEvent::facts)
                    .asString()
                    .contains("mode=proxy", ROUTER + " (" + ROUTER_MAC + ") leases on this link");
        }
    }

    @Test
    void withoutAModeAndARouterItOnlyWatches() throws Exception {
        try (TestDhcp dhcp = TestDhcp.start(server, data, SERVER, Map.of())) {
            dhcp.know(PI, "10.77.0.11");
            RealClientsIT.await(() -> !dhcp.events("dhcp.mode").isEmpty());
            // A slow machine may not see it search any more; but that is how it came to its mode.
            assertThat(dhcp.events("dhcp.mode"))
                    .singleElement()
                    .extracting(BootEvent::facts)
                    .asString()
                    .contains("mode=observe", "no DHCP server answered in");
            assertThat(dhcp.server().modes()).containsExactly(Map.entry("eth0", "observe"));
            Ask ask = pi(Ask.DISCOVER);
            wire.broadcast(PI, ask.bytes());
            RealClientsIT.await(() -> dhcp.events("dhcp.ignored").stream()
                    .anyMatch(event -> "observe-only".equals(event.facts().get("reason"))));
            assertThat(wire.heardFor(ask)).isEmpty();
        }
    }

    @Test
    void routerThatStartsLaterMakesItAProxyAfterAll() throws Exception {
        try (TestDhcp dhcp = TestDhcp.start(server, data, SERVER, Map.of("probe-interval", "1s"))) {
            dhcp.know(PC, "10.77.0.61");
            RealClientsIT.await(() -> dhcp.server().modes().equals(Map.of("eth0", "observe")));
            router();
            RealClientsIT.await(() -> dhcp.events("dhcp.mode").size() == 2);
            assertThat(dhcp.server().modes()).isEqualTo(Map.of("eth0", "proxy"));
            assertThat(dhcp.events("dhcp.mode"))
                    .extracting(event -> event.facts().get("mode"))
                    .containsExactly("observe", "proxy");
            assertThat(dhcp.server().modeLines().orElseThrow())
                    .singleElement()
                    .asString()
                    .startsWith("DHCP on eth0: proxy (" + ROUTER)
                    .contains("kindling.boots.dhcp.mode=reservation");
            Ask discover = pc(Ask.DISCOVER);
            wire.broadcast(PC, discover.bytes());
            assertThat(List.of(
                            wire.answerTo(discover).option(54),
                            wire.answerTo(discover).option(54)))
                    .contains(Optional.of("0a4d0002"));
        }
    }

    @Test
    void secondServerIsNamedWhileOursRuns() throws Exception {
        try (TestDhcp dhcp =
                TestDhcp.start(server, data, SERVER, Map.of("mode", "reservation", "probe-interval", "1s"))) {
            router();
            RealClientsIT.await(() -> !dhcp.events("dhcp.other-server").isEmpty());
            BootEvent told = dhcp.events("dhcp.other-server").getFirst();
            assertThat(told.severity()).isEqualTo(BootEvent.Severity.WARNING);
            assertThat(told.facts())
                    .containsEntry("address", ROUTER)
                    .containsEntry("mac", ROUTER_MAC)
                    .containsEntry("router", ROUTER)
                    .containsEntry("interface", "eth0")
                    .containsKey("offers");
            // Not again for every answer.
            assertThat(dhcp.events("dhcp.other-server")).hasSize(1);
            assertThat(dhcp.server().modes()).containsExactly(Map.entry("eth0", "reservation"));
        }
    }

    @Test
    @Rule(positive = "D56", negative = "D56")
    void proxySaysWhatToBootAndLeavesTheLeaseToTheRouter() throws Exception {
        router();
        try (TestDhcp dhcp = proxy()) {
            dhcp.know(PC, "10.77.0.61");
            Ask discover = pc(Ask.DISCOVER);
            wire.broadcast(PC, discover.bytes());
            Answer one = wire.answerTo(discover);
            Answer two = wire.answerTo(discover);
            Answer ours = one.option(54).equals(Optional.of("0a4d0002")) ? one : two;
            Answer its = ours == one ? two : one;
            assertThat(its.option(54)).contains("0a4d0001");
            assertThat(ours.yiaddr()).isEqualTo("0.0.0.0");
            assertThat(ours.siaddr()).isEqualTo(SERVER);
            assertThat(ours.file()).isEqualTo("ipxe.efi");
            assertThat(ours.codes()).contains(53, 54, 60, 43).doesNotContain(51, 58, 59, 1, 3);

            // The lease is between client and router; ours is not heard of again.
            Ask request = pc(Ask.REQUEST).address(50, its.yiaddr()).address(54, ROUTER);
            wire.broadcast(PC, request.bytes());
            assertThat(wire.answerTo(request).option(54)).contains("0a4d0001");
            Ask plain = Ask.of(Ask.DISCOVER, PC);
            wire.broadcast(PC, plain.bytes());
            assertThat(wire.answerTo(plain).option(54)).contains("0a4d0001");

            segment.ip("srv", "neigh", "replace", its.yiaddr(), "lladdr", PC, "dev", "eth0");
            for (int port : List.of(4011, 68)) {
                Ask boot = pc(Ask.REQUEST).ciaddr(its.yiaddr());
                wire.send(PC, "02:00:00:00:77:02", its.yiaddr(), port, SERVER, 4011, boot.bytes());
                Answer ack = wire.answerTo(boot);
                assertThat(ack.type()).isEqualTo(Answer.ACK);
                assertThat(ack.frame().sourcePort()).isEqualTo(4011);
                assertThat(ack.frame().target() + ":" + ack.frame().targetPort())
                        .isEqualTo(its.yiaddr() + ":" + port);
                assertThat(ack.file()).isEqualTo("ipxe.efi");
                assertThat(ack.codes()).doesNotContain(51);
            }
            assertThat(wire.heardFor(request)).isEmpty();
            assertThat(wire.heardFor(plain)).isEmpty();
        }
    }

    @Test
    void addressIsLearnedFromWhatTheBoardSaysAndFollowed() throws Exception {
        router();
        try (TestDhcp dhcp = proxy()) {
            dhcp.know(PI, "10.77.0.11");
            // dnsmasq finds a lease without an identifier again by its MAC, so this boot loader has one.
            String first = lease(
                    pi(Ask.DISCOVER).option(61, "01dca63277000b"),
                    pi(Ask.REQUEST).option(61, "01dca63277000b"));
            RealClientsIT.await(() -> !dhcp.events("boot.address").isEmpty());
            Boot boot = dhcp.boots().current(new MacAddress(PI)).orElseThrow();
            assertThat(boot.address().getHostAddress()).isEqualTo(first);
            assertThat(boot.commandLine()).contains("kindling.nonce=");
            assertThat(dhcp.machines().findByAddress(address(first))).isPresent();

            // The kernel has another identifier, so the router gives it another address.
            String id = "ff00000001000100012c";
            String second = lease(
                    Ask.of(Ask.DISCOVER, PI).option(61, id),
                    Ask.of(Ask.REQUEST, PI).option(61, id));
            assertThat(second).isNotEqualTo(first);
            RealClientsIT.await(() -> dhcp.events("boot.address").size() == 2);
            Boot moved = dhcp.boots().current(new MacAddress(PI)).orElseThrow();
            assertThat(moved.id()).isEqualTo(boot.id());
            assertThat(moved.address().getHostAddress()).isEqualTo(second);
            assertThat(moved.commandLine())
                    .as("the same bytes all through one boot")
                    .isEqualTo(boot.commandLine());
            assertThat(dhcp.machines().findByAddress(address(second))).isPresent();
            assertThat(dhcp.machines().findByAddress(address(first))).isEmpty();
            assertThat(dhcp.events("boot.address").getLast().facts())
                    .containsEntry("address", second)
                    .containsEntry("before", first);
        }
    }

    /** DISCOVER, OFFER, REQUEST, ACK with the router, as the client that sends these. */
    private String lease(Ask discover, Ask request) throws IOException {
        wire.broadcast(PI, discover.bytes());
        Answer offer = wire.answerTo(discover);
        while (!offer.option(54).equals(Optional.of("0a4d0001"))) {
            offer = wire.answerTo(discover);
        }
        request.xid(discover.xid()).address(50, offer.yiaddr()).address(54, ROUTER);
        wire.broadcast(PI, request.bytes());
        Answer ack = wire.answerTo(request);
        while (!ack.type().equals(Answer.ACK)) {
            ack = wire.answerTo(request);
        }
        return ack.yiaddr();
    }

    private TestDhcp proxy() throws Exception {
        return TestDhcp.start(server, data, SERVER, Map.of("mode", "proxy"));
    }

    private void router() throws Exception {
        Segment.needs("/usr/sbin/dnsmasq", "dnsmasq-base");
        Path log = data.resolve("dnsmasq.log");
        segment.host("rtr", ROUTER_MAC, ROUTER + "/24")
                .start(
                        log,
                        "dnsmasq",
                        "-d",
                        "-p0",
                        "-C/dev/null",
                        "--interface=eth0",
                        "--no-ping",
                        "--dhcp-range=10.77.0.100,10.77.0.150,1h",
                        "--dhcp-leasefile=" + data.resolve("dnsmasq.leases"));
        RealClientsIT.await(() -> Files.readString(log).contains("DHCP, IP range"));
    }

    private static Ask pi(int type) {
        return Ask.of(type, PI).text(60, PI_CLASS).option(93, "0000").option(97, PI_ID);
    }

    private static Ask pc(int type) {
        return Ask.of(type, PC)
                .text(60, "PXEClient:Arch:00007:UNDI:003000")
                .option(93, "0007")
                .option(97, PC_ID);
    }

    private static Inet4Address address(String text) {
        return Inet4Address.ofLiteral(text);
    }
}
