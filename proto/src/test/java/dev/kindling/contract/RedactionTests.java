package dev.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RedactionTests {

    @Test
    void valuesWithATellingNameAreNotShown() {
        assertThat(Redaction.of("kindling.tink.database.password", "hunter2")).isEqualTo("<redacted>");
        assertThat(Redaction.of("KINDLING_BOOTS_CLASSIC_REGISTRYPASSWORD", "hunter2"))
                .isEqualTo("<redacted>");
        assertThat(Redaction.of("kindling.boots.tink.key", "/pki/boots.key")).isEqualTo("<redacted>");
        assertThat(Redaction.of("kindling.tink.database.password", "")).isEmpty();
    }

    @Test
    void credentialsInsideOfOtherValuesAreTakenOut() {
        assertThat(Redaction.of("kindling.tink.database.url", "jdbc:postgresql://u:hunter2@db:5432/k?password=hunter2"))
                .isEqualTo("jdbc:postgresql://<redacted>@db:5432/k?<redacted>");
        assertThat(Redaction.of("kindling.boots.commandline.extra", "console=tty1 registry_password=hunter2 rw"))
                .isEqualTo("console=tty1 registry_password=<redacted> rw");
        assertThat(Redaction.of("IMG_URL", "https://ci:hunt@er/2@images.lan/a.img?sig=x"))
                .isEqualTo("https://<redacted>@images.lan/a.img?<redacted>");
        assertThat(Redaction.of("command", "login --passphrase=hunter2,and-more x"))
                .isEqualTo("login --passphrase=<redacted> x");
        assertThat(Redaction.of("command", "curl -H 'Authorization: Bearer hunter2' http://a/b"))
                .isEqualTo("curl -H 'Authorization: Bearer <redacted>' http://a/b");
    }

    @Test
    void whatIsNoSecretIsLinesInOrder() {
        TreeMap<String, String> properties =
                new TreeMap<>(Map.of("kindling.boots.tftp.port", "69", "kindling.boots.address", "10.0.0.1"));
        assertThat(Redaction.lines(properties))
                .isEqualTo("kindling.boots.address=10.0.0.1\nkindling.boots.tftp.port=69\n");
        assertThat(Redaction.isOurs("JAVA_HOME")).isFalse();
        assertThat(Redaction.isOurs("KINDLING_DATA")).isTrue();
    }
}
