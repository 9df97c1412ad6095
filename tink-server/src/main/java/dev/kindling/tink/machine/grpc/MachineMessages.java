package dev.kindling.tink.machine.grpc;

import dev.kindling.proto.machine.v1.Machine;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.machine.BoardWarnings;
import dev.kindling.tink.machine.MachineFilter.State;
import dev.kindling.tink.machine.MachineRow;
import java.util.Optional;
import java.util.UUID;

/** Machines as people get them over gRPC. */
final class MachineMessages {

    private MachineMessages() {}

    static Machine machine(MachineRow row) {
        Optional<NetworkInterface> face = row.networkInterface();
        Machine.Builder machine = Machine.newBuilder()
                .setMac(row.mac().text())
                .setState((face.isPresent() ? State.DECLARED : State.DISCOVERED).name())
                .setHardware(row.hardware().map(UUID::toString).orElse(""))
                .putAllLabels(row.labels())
                .setBoardModel(row.board().model())
                .setBoardRevision(row.board().revision())
                .setBoardSerial(row.board().serial())
                .setClientArchitecture(row.board().clientArchitecture())
                .setVendorClass(row.board().vendorClass())
                .setInventory(row.inventory())
                .addAllWarnings(BoardWarnings.of(row.inventory()));
        face.ifPresent(declared -> machine.setHostname(declared.hostnameOrDefault())
                .setAddress(declared.address().address())
                .setBootMode(row.bootMode().name()));
        row.session()
                .ifPresent(session -> machine.setSessionBootId(session.bootId().toString())
                        .setSessionExpiresAt(Times.of(session.expiresAt())));
        row.firstSeenAt().map(Times::of).ifPresent(machine::setFirstSeenAt);
        row.lastSeenAt().map(Times::of).ifPresent(machine::setLastSeenAt);
        return machine.build();
    }
}
