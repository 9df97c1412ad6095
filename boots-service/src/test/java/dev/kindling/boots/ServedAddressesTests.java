package dev.kindling.boots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.ServedAddresses.Link;
import dev.kindling.boots.netboot.Subnet;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedAddressesTests {

    private static final Inet4Address OWN = address("192.168.42.2");
    private static final Inet4Address OTHER = address("10.8.0.1");

    private final ServedAddresses served = new ServedAddresses(
            new Link(OWN, List.of()),
            List.of(new Link(OTHER, List.of(new Subnet(OTHER, 23), new Subnet(address("172.16.0.1"), 32)))));

    @ParameterizedTest
    @CsvSource({
        "192.168.42.11, 192.168.42.2",
        "10.8.1.255, 10.8.0.1",
        "10.8.2.0, 192.168.42.2",
        "172.16.0.1, 10.8.0.1",
        "172.16.0.2, 192.168.42.2",
        "0.0.0.0, 192.168.42.2"
    })
    void boardIsToldTheAddressOnItsOwnLink(String board, String told) {
        assertThat(served.toward(address(board))).isEqualTo(address(told));
        assertThat(served.all()).containsExactly(OWN, OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.11, 10.1.0.2, the smaller subnet is its own",
        "10.1.1.11, 10.8.0.1, only the larger one has it",
        "172.16.3.11, 10.9.0.1, of the other two the smaller one",
        "192.168.1.11, 10.1.0.2, both on one LAN: this service's own address",
        "192.168.9.11, 10.1.0.2, on none of the links"
    })
    void smallestSubnetThatHasTheBoardDecidesAndItsOwnComesFirst(String board, String told, String why) {
        Link own = new Link(
                address("10.1.0.2"),
                List.of(new Subnet(address("10.1.0.2"), 24), new Subnet(address("192.168.1.2"), 24)));
        Link wide = new Link(
                OTHER,
                List.of(
                        new Subnet(OTHER, 8),
                        new Subnet(address("192.168.1.3"), 24),
                        new Subnet(address("172.16.0.1"), 12)));
        Link narrow = new Link(address("10.9.0.1"), List.of(new Subnet(address("172.16.3.1"), 24)));

        assertThat(new ServedAddresses(own, List.of(wide, narrow)).toward(address(board)))
                .as(why)
                .isEqualTo(address(told));
    }

    @Test
    void onlyWhatIsOnThisHostFollowsTheLink() {
        BootsProperties foreign = properties(new BootsProperties.Commandline("192.168.42.20:1", "https://h:2", ""));
        assertThat(foreign.commandlineAt(OTHER)).isEqualTo(foreign.commandline());
        assertThat(new NfsRoot(properties(foreign.commandline()), served).text(OTHER))
                .startsWith("10.8.0.1:/kindling/root,");

        BootsProperties.Commandline own =
                properties(new BootsProperties.Commandline("", "", "quiet")).commandlineAt(OTHER);
        assertThat(own).isEqualTo(new BootsProperties.Commandline("10.8.0.1:42113", "https://10.8.0.1:50062", "quiet"));
    }

    private static BootsProperties properties(BootsProperties.Commandline commandline) {
        return new BootsProperties(
                Path.of("data"),
                OWN,
                null,
                null,
                commandline,
                "",
                new BootsProperties.Nfs(true, null, 2049, 111, null));
    }

    private static Inet4Address address(String text) {
        return Inet4Address.ofLiteral(text);
    }
}
