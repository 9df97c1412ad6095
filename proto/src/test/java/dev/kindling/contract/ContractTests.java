package dev.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTests {

    private static final byte[] KEY = new byte[32];
    private static final UUID BOOT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Instant EXPIRY = Instant.parse("2026-01-01T00:10:00Z");
    private static final MacAddress PI = MacAddress.parse("dc:a6:32:01:02:03");

    @ParameterizedTest
    @ValueSource(
            strings = {"DC:A6:32:01:02:03", "dc-a6-32-01-02-03", "dca6.3201.0203", "dca632010203", " dc:a6:32:01:02:03 "
            })
    void macAddressReadsEveryNotation(String text) {
        assertThat(MacAddress.parse(text)).isEqualTo(PI);
        assertThat(MacAddress.of(MacAddress.parse(text).bytes())).isEqualTo(PI);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dc:a6:32:01:02", "dc:a6:32:01:02:0g", "dc:a6:32:01:02:03:04", "dc a6 32 01 02 03"})
    void macAddressNamesWhatItCannotRead(String text) {
        assertThatThrownBy(() -> MacAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void nonceSurvivesItsTextAndProvesMachineAndAddress() {
        BootNonce nonce = BootNonce.mint(KEY, BOOT, EXPIRY, PI, "192.168.42.11");
        BootNonce read = BootNonce.parse(nonce.text());
        assertThat(read).isEqualTo(nonce);
        assertThat(read.isGenuine(KEY, PI, "192.168.42.11")).isTrue();
        assertThat(read.isGenuine(KEY, PI, "192.168.42.12")).isFalse();
        assertThat(read.isGenuine(KEY, MacAddress.parse("dc:a6:32:01:02:04"), "192.168.42.11"))
                .isFalse();
        byte[] otherKey = KEY.clone();
        otherKey[31] = 1;
        assertThat(read.isGenuine(otherKey, PI, "192.168.42.11")).isFalse();
    }

    @Test
    void nonceWithAnotherExpiryIsNotGenuine() {
        BootNonce nonce = BootNonce.mint(KEY, BOOT, EXPIRY, PI, "192.168.42.11");
        BootNonce longer = new BootNonce(BOOT, EXPIRY.plusSeconds(3600), nonce.mac());
        assertThat(longer.isGenuine(KEY, PI, "192.168.42.11")).isFalse();
        assertThat(nonce.isExpired(EXPIRY)).isFalse();
        assertThat(nonce.isExpired(EXPIRY.plusSeconds(1))).isTrue();
    }

    @Test
    void nonceAndSessionHideThemselves() {
        BootNonce nonce = BootNonce.mint(KEY, BOOT, EXPIRY, PI, "192.168.42.11");
        SessionSecret secret = SessionSecret.random(new SecureRandom());
        assertThat(nonce.toString()).doesNotContain(nonce.text());
        assertThat(secret.toString()).doesNotContain(secret.bearer());
        assertThat(SessionSecret.parse(secret.bearer())).isEqualTo(secret);
        assertThatThrownBy(() -> SessionSecret.parse("secret!")).hasMessageNotContaining("secret!");
    }

    @Test
    void commandLineIsReadAmongTheKernelsOwnWords() {
        BootNonce nonce = BootNonce.mint(KEY, BOOT, EXPIRY, PI, "192.168.42.11");
        CommandLine line = new CommandLine(
                "192.168.42.2:42113",
                "https://192.168.42.2:50062",
                "sha256:" + "ab".repeat(32),
                PI,
                nonce.text(),
                EXPIRY);
        String text = "console=serial0,115200 root=/dev/nfs ro ip=dhcp " + line.words() + " rootwait\n";
        assertThat(CommandLine.parse(text)).isEqualTo(line);
        assertThat(text.length()).isLessThan(1024);
    }

    @Test
    void commandLineNamesTheMissingWord() {
        assertThatThrownBy(() -> CommandLine.parse("root=/dev/nfs kindling.server=a:1"))
                .hasMessage("kernel command line: kindling.hegel= is missing");
    }
}
