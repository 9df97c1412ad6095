package dev.kindling.simulator.packet;

import dev.kindling.contract.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A BOOTP/DHCP message (RFC 2131 section 2); sname and file are written empty and not read, since no Pi looks at them.
 *
 * <pre>
 *   0 op      1 htype   2 hlen    3 hops    4 xid (4)
 *   8 secs (2)         10 flags (2)        12 ciaddr (4)
 *  16 yiaddr (4)       20 siaddr (4)       24 giaddr (4)
 *  28 chaddr (16)      44 sname (64)      108 file (128)
 * 236 63 82 53 63     240 options, in wire order, ended by 255
 * </pre>
 *
 * @param op 1 from a client, 2 from a server
 * @param hops relays passed
 * @param xid chosen by the client
 * @param secs seconds since the client began
 * @param flags 0x8000 asks for broadcast
 * @param ciaddr the client's address if it has one already
 * @param yiaddr the address it is given
 * @param siaddr next server
 * @param giaddr the relay
 * @param chaddr the client's hardware address
 * @param options in wire order
 */
public record DhcpMessage(
        int op,
        int hops,
        int xid,
        int secs,
        int flags,
        Ipv4 ciaddr,
        Ipv4 yiaddr,
        Ipv4 siaddr,
        Ipv4 giaddr,
        MacAddress chaddr,
        List<DhcpOption> options) {

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    public static final int DISCOVER = 1;
    public static final int OFFER = 2;
    public static final int DHCP_REQUEST = 3;
    public static final int ACK = 5;
    public static final int NAK = 6;

    public DhcpMessage {
        options = List.copyOf(options);
    }

    /** From a client without an address. */
    public static DhcpMessage fromClient(int xid, MacAddress mac, List<DhcpOption> options) {
        return new DhcpMessage(REQUEST, 0, xid, 0, 0, Ipv4.ANY, Ipv4.ANY, Ipv4.ANY, Ipv4.ANY, mac, options);
    }

    /** All values of an option joined (RFC 3396 section 7); empty if it is absent. */
    public Optional<Bytes> option(int code) {
        return options.stream()
                .filter(option -> option.code() == code)
                .map(DhcpOption::value)
                .reduce(Bytes::plus);
    }

    /** Option 53, or 0. */
    public int type() {
        return option(DhcpOption.MESSAGE_TYPE)
                .filter(value -> value.length() == 1)
                .map(value -> value.at(0))
                .orElse(0);
    }

    /** The first address of an option that holds addresses. */
    public Optional<Ipv4> address(int code) {
        return option(code).filter(value -> value.length() >= 4).flatMap(value -> Ipv4.of(value.slice(0, 4)));
    }

    public DhcpMessage withSiaddr(Ipv4 value) {
        return new DhcpMessage(op, hops, xid, secs, flags, ciaddr, yiaddr, value, giaddr, chaddr, options);
    }

    /** As a relay agent sends it on: one more hop, its own address, option 82 last (RFC 3046 section 2.1). */
    public DhcpMessage relayed(Ipv4 relay, Bytes agentInformation) {
        List<DhcpOption> more = new ArrayList<>(options);
        more.add(new DhcpOption(DhcpOption.RELAY_AGENT, agentInformation));
        return new DhcpMessage(op, hops + 1, xid, secs, flags, ciaddr, yiaddr, siaddr, relay, chaddr, more);
    }

    /** As a relay agent hands it to the client: without option 82. */
    public DhcpMessage unrelayed() {
        List<DhcpOption> rest = options.stream()
                .filter(option -> option.code() != DhcpOption.RELAY_AGENT)
                .toList();
        return new DhcpMessage(op, hops, xid, secs, flags, ciaddr, yiaddr, siaddr, giaddr, chaddr, rest);
    }
}
