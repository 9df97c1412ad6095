package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.RelayInformation;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.netboot.BootDecision.Ignore;
import dev.kindling.boots.netboot.BootDecision.Reply;
import dev.kindling.boots.netboot.Circumstances.Door;
import java.net.Inet4Address;
import java.util.Optional;

/**
 * Decides by RFC 2131 section 4.3 and the reservation alone: every machine has one address for ever, so there is no
 * lease to look up and two servers with one directory give one answer.
 */
public final class BootDecider {

    private final LeaseSettings settings;

    public BootDecider(LeaseSettings settings) {
        this.settings = settings;
    }

    public BootDecision decide(BootRequest request, Circumstances circumstances) {
        Optional<IgnoreReason> nothing = notForUs(request);
        if (nothing.isPresent()) {
            return new Ignore(nothing.get());
        }
        ServerLink link = circumstances.link();
        if (circumstances.machine().isEmpty()) {
            return ofStranger(request, circumstances);
        }
        return switch (link.mode()) {
            case OBSERVE -> new Ignore(IgnoreReason.OBSERVE_ONLY);
            case PROXY, AUTO_PROXY -> new ProxyDecider(settings).decide(request, circumstances);
            case RESERVATION -> reserved(request, circumstances);
        };
    }

    private static Optional<IgnoreReason> notForUs(BootRequest request) {
        if (request.packet().op() != DhcpPacket.REQUEST) {
            return Optional.of(IgnoreReason.NOT_A_REQUEST);
        }
        if (request.type().filter(MessageType::isClients).isEmpty()) {
            return Optional.of(IgnoreReason.NO_MESSAGE_TYPE);
        }
        return request.mac().isEmpty() ? Optional.of(IgnoreReason.NOT_ETHERNET) : Optional.empty();
    }

    private BootDecision reserved(BootRequest request, Circumstances circumstances) {
        MachineProfile machine = circumstances.machine().orElseThrow();
        if (machine.reservation().isEmpty()) {
            return new Ignore(IgnoreReason.NO_RESERVATION);
        }
        ServerLink link = circumstances.link();
        if (circumstances.door() == Door.BOOT_SERVER) {
            return new ProxyDecider(settings).decide(request, circumstances);
        }
        BootInstruction boot = BootDecider.boot(request, machine, link, settings);
        Answers answers =
                new Answers(request, machine, link, new ReplyOptions(request, serverId(request, link), settings, boot));
        return switch (request.type().orElseThrow()) {
            case DISCOVER, REQUEST ->
                circumstances.addressInUse() ? new Ignore(IgnoreReason.ADDRESS_IN_USE) : answers.toGrant();
            case INFORM -> new Reply(answers.options().acknowledgeInform(machine));
            case DECLINE -> new Ignore(answers.onReturn(request.requestedAddress(), IgnoreReason.DECLINED));
            case RELEASE ->
                new Ignore(answers.onReturn(Optional.of(request.packet().ciaddr()), IgnoreReason.RELEASED));
            case OFFER, ACK, NAK -> new Ignore(IgnoreReason.NO_MESSAGE_TYPE);
        };
    }

    private BootDecision ofStranger(BootRequest request, Circumstances circumstances) {
        if (circumstances.link().mode() == DhcpMode.AUTO_PROXY
                && new ProxyDecider(settings).decide(request, circumstances) instanceof Reply reply) {
            return reply;
        }
        return new Ignore(IgnoreReason.UNKNOWN_MACHINE);
    }

    /**
     * What it is told to boot. A Raspberry Pi that is to boot its own disk still gets its menu, for an empty
     * {@code start4.elf} sends it there at once; any other machine goes on to its disk when it is told nothing.
     */
    static BootInstruction boot(BootRequest request, MachineProfile machine, ServerLink link, LeaseSettings settings) {
        boolean mayBoot = machine.allowPxe() && !machine.bootsLocally();
        BootTable table = new BootTable(link, settings.binaries());
        return mayBoot || request.kind() == ClientKind.RASPBERRY_PI ? table.of(request) : table.nothing(request);
    }

    /** RFC 5107: a relay may ask to be named in place of the server, so that it sees renewals too. */
    static Inet4Address serverId(BootRequest request, ServerLink link) {
        return request.relay().flatMap(RelayInformation::serverIdOverride).orElse(link.address());
    }

    /** The answers to one machine that has a reservation. */
    private record Answers(BootRequest request, MachineProfile machine, ServerLink link, ReplyOptions options) {

        private Reservation reservation() {
            return machine.reservation().orElseThrow();
        }

        BootDecision toGrant() {
            if (request.type().equals(Optional.of(MessageType.REQUEST))) {
                return toRequest();
            }
            return isOnItsNetwork() ? new Reply(options.offer(machine)) : new Ignore(IgnoreReason.WRONG_NETWORK);
        }

        /** RFC 2131 section 4.3.2, the states of table 5 told apart by what the client fills in. */
        private BootDecision toRequest() {
            Optional<Inet4Address> requested = request.requestedAddress();
            if (request.serverId().isPresent()) {
                return selecting();
            }
            if (requested.isPresent() == request.hasAddress()) {
                return new Ignore(IgnoreReason.CONTRADICTION);
            }
            // INIT-REBOOT names the address in option 50; RENEWING and REBINDING have it in ciaddr.
            Inet4Address wanted = requested.orElse(request.packet().ciaddr());
            return wanted.equals(reservation().address()) && isOnItsNetwork()
                    ? new Reply(options.acknowledge(machine))
                    : new Reply(options.refuse("this machine's address is another one now"));
        }

        private BootDecision selecting() {
            if (!isToMe()) {
                return new Ignore(IgnoreReason.OTHER_SERVER);
            }
            if (request.hasAddress() || request.requestedAddress().isEmpty()) {
                return new Ignore(IgnoreReason.CONTRADICTION);
            }
            return request.requestedAddress().get().equals(reservation().address())
                    ? new Reply(options.acknowledge(machine))
                    : new Reply(options.refuse("this address was not offered"));
        }

        /** RFC 2131 sections 4.3.3 and 4.3.4: only its own address, and only to this server. */
        IgnoreReason onReturn(Optional<Inet4Address> address, IgnoreReason reason) {
            if (!isToMe()) {
                return IgnoreReason.OTHER_SERVER;
            }
            return address.equals(Optional.of(reservation().address())) ? reason : IgnoreReason.NOT_ITS_ADDRESS;
        }

        private boolean isToMe() {
            return request.serverId()
                    .map(id -> link.own().contains(id) || id.equals(serverId(request, link)))
                    .orElse(false);
        }

        private boolean isOnItsNetwork() {
            return request.link().map(this::isInSubnet).orElseGet(this::isOnThisLink);
        }

        /** A client that has its address renews it through a router, from wherever it is. */
        private boolean isOnThisLink() {
            return request.hasAddress()
                    || link.subnets().isEmpty()
                    || link.subnets().stream()
                            .anyMatch(
                                    subnet -> subnet.contains(reservation().address()) || isInSubnet(subnet.address()));
        }

        private boolean isInSubnet(Inet4Address where) {
            byte[] mask = reservation().netmask().getAddress();
            byte[] one = where.getAddress();
            byte[] other = reservation().address().getAddress();
            for (int at = 0; at < mask.length; at++) {
                if ((one[at] & mask[at]) != (other[at] & mask[at])) {
                    return false;
                }
            }
            return true;
        }
    }
}
