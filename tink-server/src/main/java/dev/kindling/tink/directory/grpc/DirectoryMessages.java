package dev.kindling.tink.directory.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.kindling.proto.directory.v1.Board;
import dev.kindling.proto.directory.v1.BootMode;
import dev.kindling.proto.directory.v1.Ipxe;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.MachineChanged;
import dev.kindling.proto.directory.v1.MachineRemoved;
import dev.kindling.proto.directory.v1.Osie;
import dev.kindling.proto.directory.v1.Session;
import dev.kindling.proto.directory.v1.SnapshotBegin;
import dev.kindling.proto.directory.v1.UpTo;
import dev.kindling.proto.directory.v1.WatchResponse;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import dev.kindling.tink.machine.MachineRow;

/** Machine rows as the contract says them. */
final class DirectoryMessages {

    private DirectoryMessages() {}

    static WatchResponse snapshotBegin() {
        return WatchResponse.newBuilder()
                .setSnapshotBegin(SnapshotBegin.getDefaultInstance())
                .build();
    }

    static WatchResponse upTo(long revision) {
        return WatchResponse.newBuilder()
                .setUpTo(UpTo.newBuilder().setRevision(revision))
                .build();
    }

    /** The row as a change, or as a removal where no hardware declares it any more. */
    static WatchResponse change(MachineRow row) {
        return row.networkInterface()
                .map(face -> WatchResponse.newBuilder()
                        .setMachineChanged(MachineChanged.newBuilder()
                                .setRevision(row.revision())
                                .setMachine(machine(row, face)))
                        .build())
                .orElseGet(() -> WatchResponse.newBuilder()
                        .setMachineRemoved(MachineRemoved.newBuilder()
                                .setRevision(row.revision())
                                .setMac(row.mac().text()))
                        .build());
    }

    private static Machine machine(MachineRow row, NetworkInterface face) {
        Machine.Builder machine = Machine.newBuilder()
                .setMac(row.mac().text())
                .setHardwareId(row.hardware().orElseThrow().toString())
                .setHostname(face.hostnameOrDefault())
                .setAddress(face.address().address())
                .setSeenAddress(row.seenAddress())
                .setNetmask(face.address().netmask())
                .setGateway(face.address().gateway())
                .addAllNameServers(face.nameServers())
                .addAllTimeServers(face.timeServers())
                .setLeaseSeconds(face.leaseSeconds())
                .setArch(face.arch())
                .setUefi(face.uefi())
                .setAllowPxe(face.allowPxe())
                .setAllowWorkflow(face.allowWorkflow())
                .setBootMode(bootMode(row))
                .setDocument(row.document())
                .setInterfaceName(face.interfaceName());
        machine.setBoard(Board.newBuilder()
                .setModel(row.board().model())
                .setRevision(row.board().revision())
                .setSerial(row.board().serial()));
        machine.setIpxe(Ipxe.newBuilder()
                .setUrl(face.ipxe().url())
                .setContents(face.ipxe().contents()));
        machine.setOsie(Osie.newBuilder()
                .setBaseUrl(face.osie().baseUrl())
                .setKernel(face.osie().kernel())
                .setInitrd(face.osie().initrd()));
        row.session().ifPresent(session -> machine.setSession(session(session)));
        return machine.build();
    }

    private static BootMode bootMode(MachineRow row) {
        return switch (row.bootMode()) {
            case NETBOOT -> BootMode.BOOT_MODE_NETBOOT;
            case LOCAL -> BootMode.BOOT_MODE_LOCAL;
        };
    }

    private static Session session(MachineRow.Session session) {
        return Session.newBuilder()
                .setSecretSha256(ByteString.copyFrom(session.sha256()))
                .setExpiresAt(Timestamp.newBuilder()
                        .setSeconds(session.expiresAt().getEpochSecond())
                        .setNanos(session.expiresAt().getNano()))
                .build();
    }
}
