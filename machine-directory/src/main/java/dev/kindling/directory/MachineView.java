package dev.kindling.directory;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Settings;

/**
 * What one service makes of the machine directory: its copy in memory, in its own words. Written by one thread at a
 * time, in the order in which tink-server says it.
 */
public interface MachineView {

    /** Short name of the service, as its properties and files have it: {@code boots}, {@code hegel}. */
    String service();

    ReplicaRole role();

    /** The part of a machine this service uses; no more than that is kept on disk. */
    default Machine used(Machine machine) {
        return machine;
    }

    void settings(Settings settings);

    /**
     * Adds the machine or takes the place of its earlier description.
     *
     * @throws IllegalArgumentException when this service cannot use what is said of it; nothing changed then
     */
    void put(Machine machine);

    void remove(MacAddress mac);
}
