package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.netboot.DhcpMode;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DhcpLinkTests {

    private static final Inet4Address OWN = Inet4Address.ofLiteral("127.0.0.1");
    private static final Inet4Address ROUTER = Inet4Address.ofLiteral("192.168.42.1");

    private final List<BootEvent> told = new ArrayList<>();
    private final DhcpEvents events = new DhcpEvents(told::add, Clock.systemUTC());

    @Test
    void serverThatIsHeardAfterTheSearchMakesItAProxyAndNothingMakesItObserveAgain() throws SocketException {
        DhcpLink link = link(Optional.empty());
        link.searched();
        assertThat(link.view().mode()).isEqualTo(DhcpMode.OBSERVE);
        assertThat(link.mayFindServer()).isTrue();

        link.heard(server(false));
        assertThat(link.view().mode()).as("a proxy leases nothing").isEqualTo(DhcpMode.OBSERVE);

        link.heard(server(true));
        assertThat(link.view().mode()).isEqualTo(DhcpMode.PROXY);
        assertThat(link.mayFindServer()).isFalse();
        link.searched();
        link.cannotSearch("the link went away");
        assertThat(link.view().mode()).isEqualTo(DhcpMode.PROXY);
        assertThat(told.stream().filter(event -> event.kind().equals("dhcp.mode")))
                .extracting(event -> event.facts().get("mode"))
                .containsExactly("observe", "proxy");
    }

    @ParameterizedTest
    @EnumSource(DhcpMode.class)
    void modeThatIsConfiguredStays(DhcpMode mode) throws SocketException {
        DhcpLink link = link(Optional.of(mode));
        link.heard(server(true));
        link.searched();
        assertThat(link.view().mode()).isEqualTo(mode);
        assertThat(link.mayFindServer()).isFalse();
    }

    @Test
    void modeReasonAndTheLineThatChangesItAreOneSentence() throws SocketException {
        DhcpLink found = link(Optional.empty());
        found.searched();
        assertThat(found.text())
                .isEqualTo(
                        "DHCP on all interfaces: observe (no DHCP server answered in 10 s, and none leases here unless"
                                + " it is told to); kindling.boots.dhcp.mode=reservation changes that");
        assertThat(link(Optional.of(DhcpMode.RESERVATION)).text())
                .isEqualTo("DHCP on all interfaces: reservation (configured); kindling.boots.dhcp.mode=proxy changes"
                        + " that");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "eth0;;eth0",
                "eth0;proxy;eth0=proxy",
                "eth0,eth1=proxy;reservation;eth0=reservation eth1=proxy",
                " eth0 , eth1 = AUTO-PROXY ;;eth0 eth1=auto-proxy",
                "eth0=observe,eth1=off;reservation;eth0=observe",
                "eth0=off,eth1=off;;",
                "eth0;off;",
                "eth0,eth1=reservation;off;eth1=reservation",
                "auto;;own",
                "auto=proxy,eth1;reservation;own=proxy eth1=reservation",
                "none;reservation;all=reservation",
                "'';proxy;all=proxy"
            })
    void eachInterfaceHasItsModeAndOneThatIsOffIsNotServed(String interfaces, String mode, String plans) {
        assertThat(LinkPlan.of(interfaces, mode == null ? "" : mode, Optional.of("own")).stream()
                        .map(plan -> plan.networkInterface().orElse("all")
                                + plan.mode().map(found -> "=" + found.text()).orElse(""))
                        .reduce((one, other) -> one + " " + other))
                .isEqualTo(Optional.ofNullable(plans));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "eth0,,eth1;proxy;an empty name between its commas",
                "eth0=lease;;is none",
                "eth0;server;or off, or leave it out"
            })
    void planThatIsNoneSaysWhatToWrite(String interfaces, String mode, String said) {
        assertThatThrownBy(() -> LinkPlan.of(interfaces, mode == null ? "" : mode, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    private DhcpLink link(Optional<DhcpMode> mode) throws SocketException {
        return DhcpLink.of(new LinkPlan(Optional.empty(), mode), OWN, events);
    }

    private static OtherServer server(boolean leases) {
        return new OtherServer(
                ROUTER,
                new MacAddress("02:00:00:00:77:01"),
                leases ? Optional.of(Inet4Address.ofLiteral("192.168.42.50")) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
