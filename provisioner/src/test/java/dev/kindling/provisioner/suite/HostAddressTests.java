package dev.kindling.provisioner.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostAddressTests {

    @Test
    void addressOfThisHostIsTaken() throws IOException {
        assertThat(HostAddress.checked("127.42.0.2")).isEqualTo("127.42.0.2");
    }

    @Test
    void wordThatIsNoAddressIsRefusedWithoutAskingAnyNameServer() {
        assertThatThrownBy(() -> HostAddress.checked("provisioner"))
                .isInstanceOf(IOException.class)
                .hasMessage("--address provisioner is not an IPv4 address, such as 192.168.1.10");
    }

    @Test
    void addressOfAnotherHostIsRefused() {
        assertThatThrownBy(() -> HostAddress.checked("192.0.2.7"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--address 192.0.2.7 is not an address of this host");
    }

    @Test
    void certificatesNameEveryAddressThatAnInterfaceHas() throws IOException {
        SuiteOptions real = SuiteOptions.of(Path.of("data"), "127.0.0.1", Ports.standard(), "");
        List<String> here = NetworkInterface.networkInterfaces()
                .filter(HostAddressTests::isNoLoopback)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .map(InetAddress::getHostAddress)
                .toList();

        assertThat(names(real)).startsWith("127.0.0.1", "localhost").containsAll(here);
        assertThat(names(SuiteOptions.of(Path.of("data"), "127.0.0.2", Ports.standard(), "127.0.0.2")))
                .as("on ports of its own choice, for virtual boards")
                .containsExactly("127.0.0.2", "127.0.0.1", "localhost");
    }

    private static List<String> names(SuiteOptions options) {
        return List.of(
                options.tink("").get("kindling.tink.site.names").toString().split(","));
    }

    private static boolean isNoLoopback(NetworkInterface link) {
        try {
            return !link.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }
}
