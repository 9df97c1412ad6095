package dev.kindling.directory;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A service that keeps machines as they are told, needs no session, and cannot use a host name with a space. */
final class ListView implements MachineView {

    private final Map<MacAddress, Machine> machines = new ConcurrentHashMap<>();
    private volatile Settings settings = Settings.getDefaultInstance();

    @Override
    public String service() {
        return "list";
    }

    @Override
    public ReplicaRole role() {
        return ReplicaRole.REPLICA_ROLE_BOOTS;
    }

    @Override
    public Machine used(Machine machine) {
        return machine.toBuilder().clearSession().build();
    }

    @Override
    public void settings(Settings fresh) {
        settings = fresh;
    }

    @Override
    public void put(Machine machine) {
        if (machine.getHostname().contains(" ")) {
            throw new IllegalArgumentException("'" + machine.getHostname() + "' is no host name");
        }
        machines.put(MacAddress.parse(machine.getMac()), machine);
    }

    @Override
    public void remove(MacAddress mac) {
        machines.remove(mac);
    }

    Optional<Machine> find(String mac) {
        return Optional.ofNullable(machines.get(new MacAddress(mac)));
    }

    Settings settings() {
        return settings;
    }
}
