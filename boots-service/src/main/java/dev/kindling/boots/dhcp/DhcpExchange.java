package dev.kindling.boots.dhcp;

import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.boot.BootRegistry;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.dhcp.DhcpSocket.Received;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.netboot.BootDecider;
import dev.kindling.boots.netboot.BootDecision;
import dev.kindling.boots.netboot.BootRequest;
import dev.kindling.boots.netboot.Circumstances;
import dev.kindling.boots.netboot.Circumstances.Door;
import dev.kindling.boots.netboot.ClientKind;
import dev.kindling.boots.netboot.IgnoreReason;
import dev.kindling.boots.netboot.ReplyDestination;
import dev.kindling.boots.netboot.ServerLink;
import dev.kindling.boots.report.BootEvent;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** One datagram in, its outcome out: reads, looks up, decides, records. Sends nothing itself. */
@Component
final class DhcpExchange {

    private final MachineDirectory machines;
    private final BootRegistry boots;
    private final BootDecider decider;
    private final DeclinedAddresses declined;
    private final DhcpEvents events;
    private final LocalBoots local;

    DhcpExchange(
            MachineDirectory machines,
            BootRegistry boots,
            BootDecider decider,
            DeclinedAddresses declined,
            DhcpEvents events,
            LocalBoots local) {
        this.local = local;
        this.machines = machines;
        this.declined = declined;
        this.boots = boots;
        this.decider = decider;
        this.events = events;
    }

    /** What became of a datagram; the fields are for the log line. */
    sealed interface Outcome {

        BootRequest request();

        /** For the log and the counter. */
        String text();

        /** @param destination where {@code message} is to be sent */
        record Answered(BootRequest request, String text, DhcpPacket reply, ReplyDestination destination)
                implements Outcome {

            byte[] message() {
                return DhcpCodec.encode(reply, request.largestReply());
            }
        }

        record Ignored(BootRequest request, IgnoreReason reason, boolean known) implements Outcome {

            @Override
            public String text() {
                return reason.text();
            }
        }
    }

    /** Everything the timeline must know is recorded when this returns. */
    Outcome handle(Received received, ServerLink link, Door door) throws MalformedPacketException {
        BootRequest request = BootRequest.from(DhcpCodec.decode(received.data()));
        Optional<MachineProfile> machine = request.mac().flatMap(machines::findByMac);
        boolean inUse = machine.flatMap(MachineProfile::address)
                .filter(declined::contains)
                .isPresent();
        Circumstances circumstances = new Circumstances(link, door, machine, inUse);
        return switch (decider.decide(request, circumstances)) {
            case BootDecision.Reply(DhcpPacket reply) -> answer(request, circumstances, reply, received);
            case BootDecision.Ignore(IgnoreReason reason) -> ignore(request, circumstances, reason);
        };
    }

    private Outcome answer(BootRequest request, Circumstances circumstances, DhcpPacket reply, Received received) {
        Optional<Boot> boot = circumstances.machine().flatMap(machine -> boot(request, machine, circumstances));
        if (circumstances.machine().isPresent()) {
            events.asked(request, boot);
            events.answered(request, reply, boot);
        } else {
            events.unknown(request);
        }
        String type = reply.type().orElseThrow().name().toLowerCase(Locale.ROOT);
        ReplyDestination destination = ReplyDestination.of(request, reply, received.source(), circumstances.door());
        return new Outcome.Answered(request, type, reply, destination);
    }

    private Outcome ignore(BootRequest request, Circumstances circumstances, IgnoreReason reason) {
        Optional<MachineProfile> machine = circumstances.machine();
        if (machine.isPresent() && request.type().isPresent()) {
            ignoreMachine(request, machine.get(), circumstances, reason);
        } else if (reason == IgnoreReason.UNKNOWN_MACHINE) {
            events.unknown(request);
        }
        return new Outcome.Ignored(request, reason, machine.isPresent());
    }

    private void ignoreMachine(
            BootRequest request, MachineProfile machine, Circumstances circumstances, IgnoreReason reason) {
        if (reason == IgnoreReason.LEASED_ELSEWHERE) {
            events.asked(request, overhear(request, machine, circumstances));
            return;
        }
        if (reason == IgnoreReason.DECLINED) {
            machine.address().ifPresent(declined::mark);
        }
        boolean goesOn = reason == IgnoreReason.NOTHING_TO_BOOT;
        Optional<Boot> boot = goesOn ? boot(request, machine, circumstances) : boots.current(machine.mac());
        events.asked(request, boot);
        events.ignored(request, reason, boot, machine.address());
    }

    /** A proxy leases nothing, so a board's address is what the board itself tells the other server. */
    private Optional<Boot> overhear(BootRequest request, MachineProfile machine, Circumstances circumstances) {
        if (!request.type().equals(Optional.of(MessageType.REQUEST)) || circumstances.door() != Door.DHCP) {
            return boots.current(machine.mac());
        }
        Optional<Boot> boot = boot(request, machine, circumstances);
        Optional<DirectorySettings> settings = machines.settings();
        if (boot.isEmpty() || settings.isEmpty() || request.claimedAddress().isEmpty()) {
            return boot;
        }
        return boots.locate(machine, settings.get(), request.claimedAddress().get(), BootEvent.Source.DHCP);
    }

    /**
     * A Pi 3 whose card boots asks nobody what to boot. Its kernel of the network has its address since before the machine
     * was to boot its own disk, so the next system that looks for one is that disk's.
     */
    private boolean startsItsOwnSystem(BootRequest request, MachineProfile machine, Boot boot) {
        return machine.bootsLocally()
                && request.kind() == ClientKind.PLAIN
                && request.type().equals(Optional.of(MessageType.DISCOVER))
                && boot.isOfPi3()
                && boot.handedOver()
                && local.isFirst(machine.mac(), Optional.of(boot.id()));
    }

    /** A boot begins with the firmware's exchange; the kernel's own DHCP belongs to the boot that is going on. */
    private Optional<Boot> boot(BootRequest request, MachineProfile machine, Circumstances circumstances) {
        if (!request.isFirmware() || circumstances.door() != Door.DHCP) {
            Optional<Boot> goingOn = boots.current(machine.mac());
            goingOn.filter(boot -> startsItsOwnSystem(request, machine, boot))
                    .ifPresent(boot -> events.goesToDisk(request, boot));
            return goingOn;
        }
        BootRegistry.Exchange exchange =
                new BootRegistry.Exchange(request.packet().xid(), request.kind() == ClientKind.IPXE);
        Optional<UUID> before = boots.current(machine.mac()).map(Boot::id);
        Optional<Boot> boot = machines.settings()
                .map(settings -> circumstances.link().mode().isProxy()
                        ? boots.ofProxied(machine, exchange)
                        : boots.of(machine, settings, exchange));
        boolean begins = boot.isPresent() && !boot.map(Boot::id).equals(before);
        boolean goesToDisk = begins && machine.bootsLocally() && request.kind().goesToDiskUntold();
        if (goesToDisk && local.isFirst(machine.mac(), boot.map(Boot::id))) {
            events.goesToDisk(request, boot.get());
        }
        return boot;
    }
}
