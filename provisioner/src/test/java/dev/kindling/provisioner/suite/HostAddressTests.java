package dev.kindling.provisioner.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
}
