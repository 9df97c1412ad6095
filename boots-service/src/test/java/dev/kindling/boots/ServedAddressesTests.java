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
            OWN, List.of(new Link(OTHER, List.of(new Subnet(OTHER, 23), new Subnet(address("172.16.0.1"), 32)))));

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
