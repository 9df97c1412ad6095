package dev.kindling.boots.machine.grpc;

import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Board;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.Netboot;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.directory.v1.BootMode;
import dev.kindling.proto.directory.v1.Machine;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From the directory's message to what boots needs of it. */
final class MachineMessages {

    private static final String DEFAULT_NETMASK = "255.255.255.0";

    private MachineMessages() {}

    /** @throws IllegalArgumentException when an address is none */
    static MachineProfile profile(Machine machine) {
        return new MachineProfile(
                MacAddress.parse(machine.getMac()),
                machine.getHardwareId(),
                machine.getHostname(),
                reservation(machine),
                machine.getBootMode() == BootMode.BOOT_MODE_LOCAL
                        ? MachineProfile.BootMode.LOCAL
                        : MachineProfile.BootMode.NETBOOT,
                machine.getAllowPxe(),
                machine.getArch(),
                machine.hasBoard() ? Optional.of(board(machine)) : Optional.empty());
    }

    private static Optional<Reservation> reservation(Machine machine) {
        return address(machine.getAddress())
                .map(address -> new Reservation(
                        address,
                        address(machine.getNetmask()).orElseGet(() -> Inet4Address.ofLiteral(DEFAULT_NETMASK)),
                        address(machine.getGateway()),
                        addresses(machine.getNameServersList()),
                        addresses(machine.getTimeServersList()),
                        machine.getLeaseSeconds() > 0
                                ? Optional.of(Duration.ofSeconds(machine.getLeaseSeconds()))
                                : Optional.empty()));
    }

    static Netboot netboot(Machine machine) {
        return new Netboot(
                machine.getIpxe().getUrl(),
                machine.getIpxe().getContents(),
                machine.getOsie().getBaseUrl(),
                machine.getOsie().getKernel(),
                machine.getOsie().getInitrd());
    }

    private static Board board(Machine machine) {
        return new Board(
                machine.getBoard().getModel(),
                machine.getBoard().getRevision(),
                machine.getBoard().getSerial());
    }

    private static Optional<Inet4Address> address(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Inet4Address.ofLiteral(text));
    }

    /** A time server may be a name in Tinkerbell's document; DHCP carries addresses only. */
    private static List<Inet4Address> addresses(List<String> texts) {
        return texts.stream()
                .filter(text -> text.matches("\\d+(\\.\\d+){3}"))
                .map(Inet4Address::ofLiteral)
                .toList();
    }
}
