package dev.kindling.boots.boot;

import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.Neighbours;
import dev.kindling.boots.report.BootEvent;
import java.net.Inet4Address;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Which machine asks from an address. */
@Component
public final class BoardAddresses {

    private final MachineDirectory machines;
    private final BootRegistry boots;
    private final Neighbours neighbours;

    BoardAddresses(MachineDirectory machines, BootRegistry boots, Neighbours neighbours) {
        this.machines = machines;
        this.boots = boots;
        this.neighbours = neighbours;
    }

    /**
     * The machine at this address. Where another server leases, a Pi 3 asks for its first file without having told its
     * address by a REQUEST, and without its serial: the link tells whose the address is, and it is learned.
     */
    public Optional<MachineProfile> find(Inet4Address client) {
        return awaited(client).or(() -> machines.findByAddress(client));
    }

    private Optional<MachineProfile> awaited(Inet4Address client) {
        if (!boots.awaitsAnAddress() || machines.settings().isEmpty()) {
            return Optional.empty();
        }
        Optional<MachineProfile> machine =
                neighbours.at(client).filter(boots::awaitsItsAddress).flatMap(machines::findByMac);
        machine.ifPresent(board -> boots.locate(board, machines.settings().get(), client, BootEvent.Source.TFTP));
        return machine;
    }

    /** Whether it is the machine itself that asks, and nobody in its name. */
    public boolean isAt(MachineProfile machine, Inet4Address client) {
        boolean known = boots.current(machine.mac())
                .filter(Boot::isLocated)
                .map(boot -> boot.address().equals(client))
                .orElseGet(() -> machines.findByAddress(client)
                        .filter(at -> at.mac().equals(machine.mac()))
                        .isPresent());
        return known || neighbours.at(client).filter(machine.mac()::equals).isPresent();
    }

    /** Whether the link says that this address is somebody else's. */
    public boolean isAnothers(MachineProfile machine, Inet4Address client) {
        return neighbours.at(client).filter(mac -> !mac.equals(machine.mac())).isPresent();
    }

    /** The boot that is going on. */
    public Optional<Boot> boot(MachineProfile machine) {
        return boots.current(machine.mac());
    }
}
