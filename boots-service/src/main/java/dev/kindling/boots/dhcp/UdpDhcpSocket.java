package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.ReplyDestination;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/**
 * Plain UDP. A client without an address is reached by broadcast, which RFC 2131 section 4.1 allows and every client
 * we know takes.
 */
final class UdpDhcpSocket implements DhcpSocket {

    private static final InetSocketAddress BROADCAST =
            new InetSocketAddress(Inet4Address.ofLiteral("255.255.255.255"), ReplyDestination.CLIENT_PORT);

    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);

    private UdpDhcpSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    static UdpDhcpSocket open(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.bind(address);
            return new UdpDhcpSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Received receive() throws IOException {
        buffer.clear();
        InetSocketAddress source = (InetSocketAddress) channel.receive(buffer);
        return new Received(Arrays.copyOf(buffer.array(), buffer.position()), source);
    }

    @Override
    public void send(ReplyDestination destination, byte[] message) throws IOException {
        InetSocketAddress target = switch (destination) {
            case ReplyDestination.Address(Inet4Address address, int port) -> new InetSocketAddress(address, port);
            case ReplyDestination.Link _, ReplyDestination.Broadcast _ -> BROADCAST;
        };
        channel.send(ByteBuffer.wrap(message), target);
    }

    @Override
    public int port() {
        return channel.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
