package dev.kindling.boots.machine.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.directory.v1.Board;
import dev.kindling.proto.directory.v1.BootMode;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.Session;
import dev.kindling.proto.directory.v1.Settings;
import java.net.Inet4Address;
import org.junit.jupiter.api.Test;

class BootsViewTests {

    private static final MacAddress MAC = new MacAddress("dc:a6:32:42:00:0b");
    private static final Inet4Address ADDRESS = Inet4Address.ofLiteral("192.168.42.11");

    private final MachineReplica replica = new MachineReplica();
    private final BootsView view = new BootsView(replica);

    @Test
    void machineIsFoundByAllThreeIndexes() {
        view.put(machine(11).build());

        assertThat(replica.findByMac(MAC).orElseThrow().hostname()).isEqualTo("pi");
        assertThat(replica.findByAddress(ADDRESS)).isPresent();
        assertThat(replica.findBySerial("1000000b")).isPresent();
        assertThat(replica.findByMac(MAC)
                        .orElseThrow()
                        .reservation()
                        .orElseThrow()
                        .timeServers())
                .as("names are left out: DHCP carries addresses")
                .isEmpty();
    }

    @Test
    void changeTakesTheOldAddressAndSerialAway() {
        view.put(machine(11).build());
        view.put(machine(21).build());

        assertThat(replica.findByAddress(ADDRESS)).isEmpty();
        assertThat(replica.findByAddress(Inet4Address.ofLiteral("192.168.42.21")))
                .isPresent();
        assertThat(replica.findBySerial("1000000b")).isEmpty();
    }

    @Test
    void bootModeIsTheDirectorys() {
        view.put(machine(11).setBootMode(BootMode.BOOT_MODE_LOCAL).build());
        assertThat(replica.findByMac(MAC).orElseThrow().bootMode()).isEqualTo(MachineProfile.BootMode.LOCAL);
    }

    @Test
    void removedMachineIsFoundNowhere() {
        view.put(machine(11).build());
        view.remove(MAC);

        assertThat(replica.findByMac(MAC)).isEmpty();
        assertThat(replica.findByAddress(ADDRESS)).isEmpty();
        assertThat(replica.findBySerial("1000000b")).isEmpty();
    }

    @Test
    void addressThatIsNoneChangesNothing() {
        view.put(machine(11).build());
        assertThatThrownBy(
                        () -> view.put(machine(11).setAddress("not an address").build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(replica.findByAddress(ADDRESS)).isPresent();
    }

    @Test
    void documentAndSessionAreNotKept() {
        Machine told = machine(11)
                .setDocument("{}")
                .setSession(Session.getDefaultInstance())
                .build();
        assertThat(view.used(told)).isEqualTo(machine(11).build());
    }

    @Test
    void settingsWithoutAKeyAreNone() {
        view.settings(Settings.getDefaultInstance());
        assertThat(replica.settings()).isEmpty();

        String pin = "sha256:" + "0".repeat(64);
        view.settings(Settings.newBuilder()
                .setNonceKey(ByteString.copyFrom(new byte[32]))
                .setCaPin(pin)
                .build());
        assertThat(replica.settings().orElseThrow().caPin()).isEqualTo(pin);
        assertThat(replica.settings().orElseThrow().nonceKey()).hasSize(32);
    }

    private static Machine.Builder machine(int last) {
        return Machine.newBuilder()
                .setMac(MAC.text())
                .setHostname("pi")
                .setAddress("192.168.42." + last)
                .setNetmask("255.255.255.0")
                .setGateway("192.168.42.1")
                .addTimeServers("pool.ntp.org")
                .setAllowPxe(true)
                .setBoard(Board.newBuilder().setModel("4B").setSerial("100000%02x".formatted(last)));
    }
}
