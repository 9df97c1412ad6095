package dev.kindling.boots.machine;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What boots knows of one declared network interface.
 *
 * @param mac the key
 * @param hardwareId id of the hardware document
 * @param hostname empty when the document gives none
 * @param reservation the address it always gets; empty when the document gives none
 * @param bootMode where its system comes from
 * @param allowPxe whether it may be sent boot files
 * @param arch architecture as declared, for example {@code aarch64}
 * @param board what the Raspberry Pi said of itself, if it is one and was seen
 */
public record MachineProfile(
        MacAddress mac,
        String hardwareId,
        String hostname,
        Optional<Reservation> reservation,
        BootMode bootMode,
        boolean allowPxe,
        String arch,
        Optional<Board> board) {

    /** Where the system of a machine comes from. */
    public enum BootMode {
        NETBOOT,
        LOCAL
    }

    /**
     * The lease of one machine.
     *
     * @param netmask empty: the /24 of the address
     * @param gateway empty when there is none
     * @param duration length of the lease; empty: the default of boots
     */
    public record Reservation(
            Inet4Address address,
            Inet4Address netmask,
            Optional<Inet4Address> gateway,
            List<Inet4Address> nameServers,
            List<Inet4Address> timeServers,
            Optional<Duration> duration) {

        public Reservation {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(netmask, "netmask");
            nameServers = List.copyOf(nameServers);
            timeServers = List.copyOf(timeServers);
        }
    }

    /**
     * What a Raspberry Pi says of itself in DHCP option 97; empty strings where unknown.
     *
     * @param model "4B", "400", "CM4", "5", ...
     * @param revision revision code, six lower-case hex digits
     * @param serial low 32 bits of the serial, eight lower-case hex digits: the TFTP prefix
     */
    public record Board(String model, String revision, String serial) {}

    public MachineProfile {
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(bootMode, "bootMode");
    }

    /** Its address, if it has a reservation. */
    public Optional<Inet4Address> address() {
        return reservation.map(Reservation::address);
    }

    public boolean bootsLocally() {
        return bootMode == BootMode.LOCAL;
    }
}
