package dev.kindling.boots.dhcp;

import dev.kindling.boots.dhcp.LinkBroadcasts.Ear;
import dev.kindling.boots.dhcp.LinkBroadcasts.Heard;
import dev.kindling.boots.netboot.ReplyDestination;
import dev.kindling.contract.MacAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.Optional;

/** Frames of one link: hears what DHCP servers send to clients, and sends as a client without an address does. */
final class LinkFrames implements Closeable {

    private static final Inet4Address NONE = Inet4Address.ofLiteral("0.0.0.0");
    private static final Inet4Address EVERYONE = Inet4Address.ofLiteral("255.255.255.255");
    private static final MacAddress EVERYBODY = MacAddress.parse("ff:ff:ff:ff:ff:ff");

    /**
     * UDP over IPv4 to port 68, no later fragment: this socket must not see every byte a board downloads.
     *
     * <pre>
     * ldb [9]; jeq 17; ldh [6]; jset 0x1fff; ldxb 4*([0]&0xf); ldh [x+2]; jeq 68; ret all; ret none
     * </pre>
     */
    private static final long[] TO_DHCP_CLIENTS = {
        instruction(0x30, 0, 0, 9),
        instruction(0x15, 0, 6, 17),
        instruction(0x28, 0, 0, 6),
        instruction(0x45, 4, 0, 0x1fff),
        instruction(0xb1, 0, 0, 0),
        instruction(0x48, 0, 0, 2),
        instruction(0x15, 0, 1, ReplyDestination.CLIENT_PORT),
        instruction(0x06, 0, 0, 0x40000),
        instruction(0x06, 0, 0, 0)
    };

    /**
     * UDP over IPv4 to 255.255.255.255 and one port, no later fragment.
     *
     * <pre>
     * ldb [9]; jeq 17; ldh [6]; jset 0x1fff; ld [16]; jeq 0xffffffff; ldxb 4*([0]&0xf); ldh [x+2]; jeq port; ret all; ret none
     * </pre>
     */
    static long[] broadcastsTo(int port) {
        return new long[] {
            instruction(0x30, 0, 0, 9),
            instruction(0x15, 0, 8, 17),
            instruction(0x28, 0, 0, 6),
            instruction(0x45, 6, 0, 0x1fff),
            instruction(0x20, 0, 0, 16),
            instruction(0x15, 0, 4, 0xffffffff),
            instruction(0xb1, 0, 0, 0),
            instruction(0x48, 0, 0, 2),
            instruction(0x15, 0, 1, port),
            instruction(0x06, 0, 0, 0x40000),
            instruction(0x06, 0, 0, 0)
        };
    }

    private final Ear incoming;
    private final LinuxSocket outgoing;
    private final int interfaceIndex;

    private LinkFrames(Ear incoming, LinuxSocket outgoing, int interfaceIndex) {
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.interfaceIndex = interfaceIndex;
    }

    /** @throws IOException without CAP_NET_RAW */
    static LinkFrames open(int interfaceIndex) throws IOException {
        Ear incoming = new Ear(LinuxSocket.packets(interfaceIndex, TO_DHCP_CLIENTS));
        return new LinkFrames(incoming, LinuxSocket.packet(), interfaceIndex);
    }

    /** What a server sent to some client; waits half a second at most. */
    Optional<Heard> receive() throws IOException {
        return incoming.receive();
    }

    /** From no address and port 68 to everyone, port 67. */
    void broadcastAsClient(byte[] message) throws IOException {
        byte[] packet =
                Ipv4Datagram.of(NONE, ReplyDestination.CLIENT_PORT, EVERYONE, ReplyDestination.SERVER_PORT, message);
        outgoing.sendFrame(packet, interfaceIndex, EVERYBODY);
    }

    @Override
    public void close() throws IOException {
        incoming.close();
        outgoing.close();
    }

    /** Fields of struct sock_filter in the byte order of x86 and ARM: code 16, jt 8, jf 8, k 32 bits. */
    private static long instruction(int code, int ifTrue, int ifFalse, int value) {
        return (long) value << 32 | (long) ifFalse << 24 | (long) ifTrue << 16 | code;
    }
}
