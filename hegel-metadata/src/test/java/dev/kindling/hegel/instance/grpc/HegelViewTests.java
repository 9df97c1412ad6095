package dev.kindling.hegel.instance.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.InstanceReplica;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.Session;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HegelViewTests {

    private static final String FIRST = "dc:a6:32:42:00:0b";
    private static final String SECOND = "dc:a6:32:42:00:0c";

    private final InstanceReplica replica = new InstanceReplica();
    private final HegelView view = new HegelView(replica);

    @Test
    void documentAndSessionAreKept() {
        SessionSecret secret = SessionSecret.random(new SecureRandom());
        Instant expiry = Instant.ofEpochSecond(2_000_000_000);
        Machine told = machine(FIRST, 11).setSession(session(secret, expiry)).build();
        assertThat(view.used(told)).isEqualTo(told);
        view.put(told);

        Instance instance = replica.findByAddress("192.168.42.11").orElseThrow();
        assertThat(instance.document()).hasToString("{\"metadata\":{\"state\":\"provisioning\"}}");
        assertThat(instance.isKnownBy(secret, expiry)).isTrue();
        assertThat(instance.isKnownBy(secret, expiry.plusMillis(1))).isFalse();
        assertThat(instance.isKnownBy(SessionSecret.random(new SecureRandom()), expiry))
                .isFalse();
        assertThat(instance.toString()).doesNotContain("provisioning");
    }

    @Test
    void addressGoesToWhomTheDirectoryGivesIt() {
        view.put(machine(FIRST, 11).build());
        view.put(machine(FIRST, 21).build());
        view.put(machine(SECOND, 11).build());
        assertThat(replica.findByAddress("192.168.42.11").orElseThrow().mac().text())
                .isEqualTo(SECOND);

        view.remove(new MacAddress(FIRST));
        assertThat(replica.findByAddress("192.168.42.21")).isEmpty();
        assertThat(replica.findByAddress("192.168.42.11")).isPresent();
    }

    /** Behind another DHCP server a machine has the address it was heard to use, and not the declared one. */
    @Test
    void learnedAddressGoesBeforeTheDeclaredOneAndTheSessionHoldsThere() {
        SessionSecret secret = SessionSecret.random(new SecureRandom());
        Instant expiry = Instant.ofEpochSecond(2_000_000_000);
        Machine.Builder board = machine(FIRST, 11).setSession(session(secret, expiry));
        view.put(board.setSeenAddress("192.168.42.101").build());
        assertThat(replica.findByAddress("192.168.42.11")).isEmpty();
        assertThat(replica.findByAddress("192.168.42.101").orElseThrow().isKnownBy(secret, expiry))
                .isTrue();

        view.put(board.setSeenAddress("192.168.42.102").build());
        assertThat(replica.findByAddress("192.168.42.101")).isEmpty();
        assertThat(replica.findByAddress("192.168.42.102")).isPresent();

        view.put(board.clearSeenAddress().build());
        assertThat(replica.findByAddress("192.168.42.102")).isEmpty();
        assertThat(replica.findByAddress("192.168.42.11")).isPresent();
    }

    @Test
    void documentThatIsNoJsonChangesNothing() {
        view.put(machine(FIRST, 11).build());
        assertThatThrownBy(() -> view.put(machine(FIRST, 12).setDocument("{").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(FIRST);
        assertThat(replica.findByAddress("192.168.42.11")).isPresent();
        assertThat(replica.findByAddress("192.168.42.12")).isEmpty();
    }

    private static Session session(SessionSecret secret, Instant expiry) {
        return Session.newBuilder()
                .setSecretSha256(ByteString.copyFrom(secret.sha256()))
                .setExpiresAt(Timestamp.newBuilder().setSeconds(expiry.getEpochSecond()))
                .build();
    }

    private static Machine.Builder machine(String mac, int last) {
        return Machine.newBuilder()
                .setMac(mac)
                .setHostname("pi")
                .setAddress("192.168.42." + last)
                .setDocument("{\"metadata\":{\"state\":\"provisioning\"}}");
    }
}
