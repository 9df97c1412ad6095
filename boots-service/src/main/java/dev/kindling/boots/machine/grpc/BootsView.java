package dev.kindling.boots.machine.grpc;

import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.contract.MacAddress;
import dev.kindling.directory.MachineView;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Settings;

/** The directory as boots uses it: addresses, boot mode and board of each machine, and the key of the boot nonces. */
final class BootsView implements MachineView {

    static final String SERVICE = "boots";

    private final MachineReplica replica;

    BootsView(MachineReplica replica) {
        this.replica = replica;
    }

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public ReplicaRole role() {
        return ReplicaRole.REPLICA_ROLE_BOOTS;
    }

    @Override
    public Machine used(Machine machine) {
        return machine.toBuilder().clearDocument().clearSession().build();
    }

    @Override
    public void settings(Settings settings) {
        if (!settings.getNonceKey().isEmpty()) {
            replica.settings(new DirectorySettings(settings.getNonceKey().toByteArray(), settings.getCaPin()));
        }
    }

    @Override
    public void put(Machine machine) {
        MachineProfile profile = MachineMessages.profile(machine);
        replica.netboot(profile.mac(), MachineMessages.netboot(machine));
        replica.put(profile);
    }

    @Override
    public void remove(MacAddress mac) {
        replica.remove(mac);
    }
}
