package dev.kindling.hegel.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.hegel.caller.CallerAddress.Known;
import dev.kindling.hegel.caller.CallerAddress.Malformed;
import java.net.Inet4Address;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerAddressTests {

    private static final CallerAddress TRUSTING = new CallerAddress(List.of("10.0.0.0/8", "192.168.1.5"));

    @ParameterizedTest
    @CsvSource(textBlock = """
            # peer,       X-Forwarded-For,               caller
            172.16.0.9,   '',                            172.16.0.9
            172.16.0.9,   203.0.113.7,                   172.16.0.9
            10.1.2.3,     203.0.113.7,                   203.0.113.7
            192.168.1.5,  203.0.113.7,                   203.0.113.7
            192.168.1.6,  203.0.113.7,                   192.168.1.6
            10.1.2.3,     '192.168.42.11, 203.0.113.7',  203.0.113.7
            10.1.2.3,     '203.0.113.7, 10.9.9.9',       203.0.113.7
            10.1.2.3,     '10.8.8.8, 10.9.9.9',          10.1.2.3
            """)
    void theCallerIsTheLastAddressNoTrustedProxyAnswersFor(String peer, String header, String caller) {
        List<String> values = header.isEmpty() ? List.of() : List.of(header);
        assertThat(TRUSTING.of(Inet4Address.ofLiteral(peer), values)).isEqualTo(new Known(caller));
    }

    @Test
    void repeatedHeadersAreOneList() {
        assertThat(TRUSTING.of(Inet4Address.ofLiteral("10.1.2.3"), List.of("203.0.113.1", "203.0.113.2, 10.1.1.1")))
                .isEqualTo(new Known("203.0.113.2"));
    }

    @Test
    void withoutTrustedProxiesTheHeaderMeansNothing() {
        assertThat(new CallerAddress(List.of()).of(Inet4Address.ofLiteral("10.1.2.3"), List.of("203.0.113.7")))
                .isEqualTo(new Known("10.1.2.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "::1", "203.0.113.7:80", "", "1.2.3.4, "})
    void whatATrustedProxySaysMustBeAddresses(String header) {
        assertThat(TRUSTING.of(Inet4Address.ofLiteral("10.1.2.3"), List.of(header)))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "ten", "10.0.0.0/8/8", "10.0.0.0/x"})
    void aNetworkThatIsNoneIsRefusedByName(String text) {
        assertThatThrownBy(() -> new CallerAddress(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
