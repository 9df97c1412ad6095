package dev.kindling.boots.netboot;

import static dev.kindling.boots.dhcp.packet.OptionCode.BROADCAST_ADDRESS;
import static dev.kindling.boots.dhcp.packet.OptionCode.CLASSLESS_ROUTES;
import static dev.kindling.boots.dhcp.packet.OptionCode.CLIENT_ID;
import static dev.kindling.boots.dhcp.packet.OptionCode.DOMAIN;
import static dev.kindling.boots.dhcp.packet.OptionCode.DOMAIN_SEARCH;
import static dev.kindling.boots.dhcp.packet.OptionCode.HOST_NAME;
import static dev.kindling.boots.dhcp.packet.OptionCode.LEASE_TIME;
import static dev.kindling.boots.dhcp.packet.OptionCode.MESSAGE;
import static dev.kindling.boots.dhcp.packet.OptionCode.MESSAGE_TYPE;
import static dev.kindling.boots.dhcp.packet.OptionCode.NAME_SERVERS;
import static dev.kindling.boots.dhcp.packet.OptionCode.REBINDING_TIME;
import static dev.kindling.boots.dhcp.packet.OptionCode.RENEWAL_TIME;
import static dev.kindling.boots.dhcp.packet.OptionCode.SERVER_ID;
import static dev.kindling.boots.dhcp.packet.OptionCode.TIME_SERVERS;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.DhcpReply;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the replies to one request. Message type, server and lease times come first, then what the client asked for in
 * its order, then what it gets unasked, at last its identifier and the relay's information.
 */
final class ReplyOptions {

    private static final Inet4Address NONE = Bytes.zero(4).address();

    /** What a client can live without, first to go first. */
    private static final List<OptionCode> EXPENDABLE = List.of(
            TIME_SERVERS,
            DOMAIN_SEARCH,
            BROADCAST_ADDRESS,
            DOMAIN,
            HOST_NAME,
            CLASSLESS_ROUTES,
            NAME_SERVERS,
            CLIENT_ID);

    private final BootRequest request;
    private final Inet4Address serverId;
    private final LeaseSettings settings;
    private final BootInstruction boot;
    private final DhcpReply reply;

    ReplyOptions(BootRequest request, Inet4Address serverId, LeaseSettings settings, BootInstruction boot) {
        this.request = request;
        this.serverId = serverId;
        this.settings = settings;
        this.boot = boot;
        this.reply = DhcpReply.to(request.packet());
    }

    DhcpPacket offer(MachineProfile machine) {
        return lease(MessageType.OFFER, NONE, machine);
    }

    /** RFC 2131 table 3: the ACK repeats the client's ciaddr. */
    DhcpPacket acknowledge(MachineProfile machine) {
        return lease(MessageType.ACK, request.packet().ciaddr(), machine);
    }

    /** RFC 2131 section 4.3.5: no lease time and no address, only what the client asks for. */
    DhcpPacket acknowledgeInform(MachineProfile machine) {
        DhcpOptions head = head(MessageType.ACK);
        NetworkOptions network = new NetworkOptions(machine, settings);
        return fitted(
                head,
                network.always(),
                network.asked(),
                options -> reply.grant(request.packet().ciaddr(), NONE, boot.nextServer(), boot.fileField(), options));
    }

    /** PXE 2.1: what to boot and nothing else; the address is another server's. */
    DhcpPacket proxy(MessageType type) {
        return fitted(
                head(type),
                Map.of(),
                Map.of(),
                options -> reply.grant(NONE, NONE, boot.nextServer(), boot.fileField(), options));
    }

    DhcpPacket refuse(String why) {
        return reply.refuse(clientId(head(MessageType.NAK).with(MESSAGE, Bytes.ofAscii(why))));
    }

    private DhcpPacket lease(MessageType type, Inet4Address ciaddr, MachineProfile machine) {
        Reservation reservation = machine.reservation().orElseThrow();
        long full = reservation.duration().orElse(settings.lease()).toSeconds();
        long seconds = request.packet()
                .options()
                .get(LEASE_TIME)
                .map(asked -> LeaseSettings.granted(full, asked.u32(0)))
                .orElse(full);
        DhcpOptions head = head(type)
                .with(LEASE_TIME, Bytes.ofU32(seconds))
                .with(RENEWAL_TIME, Bytes.ofU32(seconds / 2))
                .with(REBINDING_TIME, Bytes.ofU32(seconds * 7 / 8));
        NetworkOptions network = new NetworkOptions(machine, settings);
        return fitted(
                head,
                network.always(),
                network.asked(),
                options -> reply.grant(ciaddr, reservation.address(), boot.nextServer(), boot.fileField(), options));
    }

    private DhcpOptions head(MessageType type) {
        return DhcpOptions.NONE
                .with(MESSAGE_TYPE, Bytes.ofU8(type.number()))
                .with(SERVER_ID, Bytes.ofAddress(serverId));
    }

    private DhcpPacket fitted(
            DhcpOptions head,
            Map<OptionCode, Bytes> always,
            Map<OptionCode, Bytes> asked,
            Function<DhcpOptions, DhcpPacket> build) {
        Map<OptionCode, Bytes> unasked = new LinkedHashMap<>(always);
        unasked.putAll(boot.always());
        Map<OptionCode, Bytes> offered = new LinkedHashMap<>(unasked);
        asked.forEach(offered::putIfAbsent);
        boot.asked().forEach(offered::putIfAbsent);
        DhcpOptions options = clientId(arranged(head, unasked, offered));
        DhcpPacket packet = build.apply(options);
        for (OptionCode expendable : EXPENDABLE) {
            if (DhcpCodec.fits(packet, request.largestReply())) {
                return packet;
            }
            options = options.without(expendable);
            packet = build.apply(options);
        }
        return packet;
    }

    /** RFC 2131 section 4.3.1, RFC 2132 section 9.8: in the order of the client's list. */
    private DhcpOptions arranged(DhcpOptions head, Map<OptionCode, Bytes> unasked, Map<OptionCode, Bytes> offered) {
        List<DhcpOptions.Option> options = new ArrayList<>();
        Map<OptionCode, Bytes> left = new LinkedHashMap<>(offered);
        Bytes list = request.parameterList().orElse(Bytes.EMPTY);
        for (int i = 0; i < list.length(); i++) {
            OptionCode.of(list.u8(i)).ifPresent(code -> {
                Bytes value = left.remove(code);
                if (value != null) {
                    options.add(new DhcpOptions.Option(code.number(), value));
                }
            });
        }
        boolean takesAll = request.parameterList().isEmpty();
        left.forEach((code, value) -> {
            if (takesAll || unasked.containsKey(code)) {
                options.add(new DhcpOptions.Option(code.number(), value));
            }
        });
        return head.with(options);
    }

    /** RFC 6842, which turns round RFC 2131: a client finds its own identifier in the answer. */
    private DhcpOptions clientId(DhcpOptions options) {
        return request.packet()
                .options()
                .get(CLIENT_ID)
                .map(id -> options.with(CLIENT_ID, id))
                .orElse(options);
    }
}
