package dev.kindling.hegel.instance.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.directory.MachineView;
import dev.kindling.hegel.instance.InstanceReplica;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Settings;

/** The directory as hegel uses it: every machine with its whole document and the session of its agent. */
final class HegelView implements MachineView {

    static final String SERVICE = "hegel";

    private final InstanceReplica replica;

    HegelView(InstanceReplica replica) {
        this.replica = replica;
    }

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public ReplicaRole role() {
        return ReplicaRole.REPLICA_ROLE_HEGEL;
    }

    /** Hegel is told no key, and its own certificate comes as a file. */
    @Override
    public void settings(Settings settings) {}

    @Override
    public void put(Machine machine) {
        replica.put(InstanceMessages.instance(machine));
    }

    @Override
    public void remove(MacAddress mac) {
        replica.remove(mac);
    }
}
