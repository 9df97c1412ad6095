package dev.kindling.boots.dhcp;

import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.netboot.BootDecider;
import dev.kindling.boots.netboot.BootDecision;
import dev.kindling.boots.netboot.BootRequest;
import dev.kindling.boots.netboot.Circumstances;
import dev.kindling.boots.netboot.Circumstances.Door;
import dev.kindling.boots.netboot.ReplyDestination;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a request would be answered on every link, now; nothing is recorded and no boot begins. */
@Component
public final class DhcpPreview {

    private final DhcpServer server;
    private final MachineDirectory machines;
    private final BootDecider decider;
    private final DeclinedAddresses declined;

    DhcpPreview(DhcpServer server, MachineDirectory machines, BootDecider decider, DeclinedAddresses declined) {
        this.server = server;
        this.machines = machines;
        this.decider = decider;
        this.declined = declined;
    }

    /** How a request fares on one link. */
    public sealed interface Reply {

        /** The interface, or "all". */
        String link();

        /** The bytes, and where they would go. */
        record Sent(String link, byte[] message, ReplyDestination destination) implements Reply {}

        /** No answer, and why. */
        record None(String link, String reason) implements Reply {}
    }

    /**
     * The answers to one datagram.
     *
     * @param source where it came from, or would
     * @param port of this server it came to
     */
    public List<Reply> replies(byte[] request, InetSocketAddress source, int port) throws MalformedPacketException {
        BootRequest asked = BootRequest.from(DhcpCodec.decode(request));
        Optional<MachineProfile> machine = asked.mac().flatMap(machines::findByMac);
        boolean inUse = machine.flatMap(MachineProfile::address)
                .filter(declined::contains)
                .isPresent();
        Door door = server.isBootServerPort(port) ? Door.BOOT_SERVER : Door.DHCP;
        return server.links().stream()
                .map(link -> reply(asked, new Circumstances(link.view(), door, machine, inUse), source, link.name()))
                .toList();
    }

    private Reply reply(BootRequest asked, Circumstances circumstances, InetSocketAddress source, String link) {
        return switch (decider.decide(asked, circumstances)) {
            case BootDecision.Ignore(var reason) -> new Reply.None(link, reason.text());
            case BootDecision.Reply(DhcpPacket reply) ->
                new Reply.Sent(
                        link,
                        DhcpCodec.encode(reply, asked.largestReply()),
                        ReplyDestination.of(asked, reply, source, circumstances.door()));
        };
    }
}
