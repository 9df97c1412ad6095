package dev.kindling.hegel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PhoneHomeTests {

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIrrwzNkklp9l1aCGJp1GpVwvek5DKOBm7XaCqfZGYpX root@node\n";

    /** As ssh-keygen -l shows it. */
    private static final String FINGERPRINT = "SHA256:eKF7FZ6XJ5trhpolO4VK4cBAKNXr+K9qhYKMRmHX+ps";

    @Test
    void namesAreKeptAndOfAKeyItsFingerprint() {
        assertThat(PhoneHome.facts(Map.of(
                        "instance_id", "i-node", "hostname", "node", "fqdn", "node.lan", "pub_key_ed25519", KEY)))
                .isEqualTo(Map.of(
                        "instance", "i-node", "hostname", "node", "fqdn", "node.lan", "sshEd25519", FINGERPRINT));
    }

    @Test
    void whatCloudInitDoesNotHaveIsLeftOutAndSoIsWhatIsNoneOfIts() {
        assertThat(PhoneHome.facts(Map.of("pub_key_rsa", "N/A", "fqdn", " ", "password", "secret")))
                .isEmpty();
    }

    @Test
    void aKeyThatIsNoneIsSaidToBeNone() {
        assertThat(PhoneHome.facts(Map.of("pub_key_rsa", "ssh-rsa !!!", "pub_key_ecdsa", "nonsense words here")))
                .isEqualTo(Map.of("sshRsa", "not a key", "sshEcdsa", "not a key"));
    }

    @Test
    void aLongNameIsCut() {
        assertThat(PhoneHome.facts(Map.of("hostname", "h".repeat(5_000))).get("hostname"))
                .hasSize(255);
    }
}
