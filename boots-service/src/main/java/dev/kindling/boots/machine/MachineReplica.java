package dev.kindling.boots.machine;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The copy of the machine directory in memory, its three indexes, and what was learned beside it. Readers never wait. */
@Component
public final class MachineReplica implements MachineDirectory, AddressBook {

    private final Map<MacAddress, MachineProfile> byMac = new ConcurrentHashMap<>();
    private final Map<Inet4Address, MacAddress> byAddress = new ConcurrentHashMap<>();
    private final Map<String, MacAddress> bySerial = new ConcurrentHashMap<>();
    private final Map<Inet4Address, MacAddress> learned = new ConcurrentHashMap<>();
    private final Map<MacAddress, Netboot> netboot = new ConcurrentHashMap<>();
    private volatile Optional<DirectorySettings> settings = Optional.empty();

    @Override
    public Optional<MachineProfile> findByMac(MacAddress mac) {
        return Optional.ofNullable(byMac.get(mac));
    }

    @Override
    public Optional<MachineProfile> findByAddress(Inet4Address address) {
        return Optional.ofNullable(learned.get(address))
                .or(() -> Optional.ofNullable(byAddress.get(address)))
                .map(byMac::get);
    }

    @Override
    public Optional<MachineProfile> findBySerial(String serial) {
        return Optional.ofNullable(bySerial.get(serial)).map(byMac::get);
    }

    @Override
    public Optional<DirectorySettings> settings() {
        return settings;
    }

    @Override
    public Netboot netboot(MacAddress mac) {
        return netboot.getOrDefault(mac, Netboot.NONE);
    }

    /** Call before {@link #put} of the same machine. */
    public void netboot(MacAddress mac, Netboot fresh) {
        netboot.put(mac, fresh);
    }

    public void settings(DirectorySettings fresh) {
        settings = Optional.of(fresh);
    }

    /** Adds the machine or takes the place of its earlier description, without a moment in which it is missing. */
    public synchronized void put(MachineProfile machine) {
        MachineProfile before = byMac.put(machine.mac(), machine);
        machine.address().ifPresent(address -> byAddress.put(address, machine.mac()));
        serial(machine).ifPresent(serial -> bySerial.put(serial, machine.mac()));
        if (before != null) {
            unindex(before, machine.address(), serial(machine));
        }
    }

    public synchronized void remove(MacAddress mac) {
        netboot.remove(mac);
        MachineProfile before = byMac.remove(mac);
        if (before != null) {
            unindex(before, Optional.empty(), Optional.empty());
        }
    }

    @Override
    public synchronized void learn(MacAddress mac, Inet4Address address) {
        learned.put(address, mac);
        learned.entrySet()
                .removeIf(
                        entry -> entry.getValue().equals(mac) && !entry.getKey().equals(address));
    }

    @Override
    public synchronized void forget(MacAddress mac) {
        learned.values().removeIf(mac::equals);
    }

    public int size() {
        return byMac.size();
    }

    /** Removes with the value, so that a machine which took over the address or serial keeps it. */
    private void unindex(MachineProfile before, Optional<Inet4Address> address, Optional<String> serial) {
        if (!before.address().equals(address)) {
            before.address().ifPresent(old -> byAddress.remove(old, before.mac()));
        }
        if (!serial(before).equals(serial)) {
            serial(before).ifPresent(old -> bySerial.remove(old, before.mac()));
        }
    }

    private static Optional<String> serial(MachineProfile machine) {
        return machine.board().map(MachineProfile.Board::serial).filter(serial -> !serial.isEmpty());
    }
}
