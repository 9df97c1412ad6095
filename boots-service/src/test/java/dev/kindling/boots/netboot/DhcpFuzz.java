package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.netboot.Circumstances.Door;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What must hold for any bytes that come to port 67 or 4011; the fuzzer's target, and the tests'. */
public final class DhcpFuzz {

    private static final Inet4Address SERVER = Inet4Address.ofLiteral("192.168.42.2");
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.168.42.9", 68);
    private static final BootDecider DECIDER = new BootDecider(new LeaseSettings(
            Duration.ofHours(4),
            "lab.example",
            List.of("lab.example"),
            List.of(LeaseSettings.Route.parse("10.0.0.0/8 via 192.168.42.1")),
            BootBinaries.DEFAULT));

    private DhcpFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        DhcpPacket packet;
        try {
            packet = DhcpCodec.decode(data);
        } catch (MalformedPacketException _) {
            return;
        }
        DhcpPacket again = reread(DhcpCodec.encode(packet));
        require(again.equals(packet), "a packet that was read is written as it was");
        BootRequest request = BootRequest.from(packet);
        for (DhcpMode mode : DhcpMode.values()) {
            for (Door door : Door.values()) {
                decide(request, mode, door);
            }
        }
    }

    private static void decide(BootRequest request, DhcpMode mode, Door door) {
        ServerLink link = ServerLink.of(mode, SERVER);
        Circumstances circumstances =
                new Circumstances(link, door, request.mac().map(DhcpFuzz::machine), false);
        if (DECIDER.decide(request, circumstances) instanceof BootDecision.Reply(DhcpPacket reply)) {
            require(request.packet().op() == DhcpPacket.REQUEST, "only a request is answered");
            require(mode != DhcpMode.OBSERVE, "an observer answers nobody");
            require(reply.xid() == request.packet().xid(), "xid");
            require(reply.options().has(OptionCode.SERVER_ID), "server identifier");
            require(reply.options().has(OptionCode.MESSAGE_TYPE), "message type");
            boolean leases = reply.options().has(OptionCode.LEASE_TIME);
            require(!leases || mode == DhcpMode.RESERVATION, "a proxy leases nothing");
            ReplyDestination.of(request, reply, SOURCE, door);
            if (DhcpCodec.fits(reply, request.largestReply())) {
                reread(DhcpCodec.encode(reply, request.largestReply()));
            } else {
                // Only what the client or its relay sent itself can be too long to send back.
                require(request.packet().options().encodedLength() > 100, "an answer that does not fit");
            }
        }
    }

    private static DhcpPacket reread(byte[] bytes) {
        try {
            return DhcpCodec.decode(bytes);
        } catch (MalformedPacketException e) {
            throw new IllegalStateException("what was written cannot be read", e);
        }
    }

    private static MachineProfile machine(MacAddress mac) {
        Reservation reservation = new Reservation(
                Inet4Address.ofLiteral("192.168.42.11"),
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.of(Inet4Address.ofLiteral("192.168.42.1")),
                List.of(SERVER),
                List.of(SERVER),
                Optional.empty());
        return new MachineProfile(
                mac, "id", "node", Optional.of(reservation), BootMode.NETBOOT, true, "", Optional.empty());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
