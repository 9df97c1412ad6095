package dev.kindling.boots.dhcp;

import dev.kindling.boots.capture.Datagram;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.netboot.ReplyDestination;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Leaves a copy of every message of an Ethernet client, in both directions, with the keeper. */
final class RecordingDhcpSocket implements DhcpSocket {

    private static final Inet4Address EVERYONE = Inet4Address.ofLiteral("255.255.255.255");
    private static final MacAddress ALL = new MacAddress("ff:ff:ff:ff:ff:ff");

    /** Stands for the relay agent between this service and the client. */
    private static final MacAddress RELAY = new MacAddress("02:00:00:00:00:01");

    /** RFC 2131 figure 1: htype 1 and hlen 6, giaddr, chaddr. */
    private static final int SHORTEST = 240;

    private static final int TYPE_AT = 1;
    private static final int LENGTH_AT = 2;
    private static final int RELAY_AT = 24;
    private static final int CLIENT_AT = 28;
    private static final int MAC_LENGTH = 6;

    private final DhcpSocket socket;
    private final PacketKeeper packets;
    private final Inet4Address address;

    /** @param address this service's on the link */
    RecordingDhcpSocket(DhcpSocket socket, PacketKeeper packets, Inet4Address address) {
        this.socket = socket;
        this.packets = packets;
        this.address = address;
    }

    @Override
    public Received receive() throws IOException {
        Received received = socket.receive();
        byte[] data = received.data();
        if (isOfEthernet(data)) {
            boolean fromNowhere = received.source().getAddress().isAnyLocalAddress();
            InetSocketAddress near = new InetSocketAddress(fromNowhere ? EVERYONE : address, socket.port());
            note(true, near, received.source(), isRelayed(data) ? RELAY : client(data), data);
        }
        return received;
    }

    @Override
    public void send(ReplyDestination destination, byte[] message) throws IOException {
        socket.send(destination, message);
        if (isOfEthernet(message)) {
            InetSocketAddress near = new InetSocketAddress(address, socket.port());
            MacAddress mac = client(message);
            switch (destination) {
                case ReplyDestination.Address(Inet4Address to, int port) ->
                    note(false, near, new InetSocketAddress(to, port), isRelayed(message) ? RELAY : mac, message);
                case ReplyDestination.Link(Inet4Address to, MacAddress link) ->
                    note(false, near, new InetSocketAddress(to, ReplyDestination.CLIENT_PORT), link, message);
                case ReplyDestination.Broadcast _ ->
                    note(false, near, new InetSocketAddress(EVERYONE, ReplyDestination.CLIENT_PORT), ALL, message);
            }
        }
    }

    private void note(
            boolean received, InetSocketAddress near, InetSocketAddress far, MacAddress link, byte[] message) {
        packets.dhcp(client(message), new Datagram(packets.now(), received, near, far, link, message, message.length));
    }

    private boolean isOfEthernet(byte[] message) {
        return packets.isOn()
                && message.length >= SHORTEST
                && message[TYPE_AT] == 1
                && message[LENGTH_AT] == MAC_LENGTH;
    }

    private static boolean isRelayed(byte[] message) {
        return !Arrays.equals(Arrays.copyOfRange(message, RELAY_AT, RELAY_AT + 4), new byte[4]);
    }

    private static MacAddress client(byte[] message) {
        return MacAddress.of(Arrays.copyOfRange(message, CLIENT_AT, CLIENT_AT + MAC_LENGTH));
    }

    @Override
    public int port() {
        return socket.port();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
