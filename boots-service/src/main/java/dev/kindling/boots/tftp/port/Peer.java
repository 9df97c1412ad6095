package dev.kindling.boots.tftp.port;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 address with a UDP port, small enough to make one for each packet.
 *
 * @param address the four bytes, the first one highest
 * @param port 0 to 65,535
 */
public record Peer(int address, int port) {

    public static Peer of(InetSocketAddress socketAddress) {
        return new Peer(number((Inet4Address) socketAddress.getAddress()), socketAddress.getPort());
    }

    /** The four bytes, the first one highest. */
    public static int number(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    public Inet4Address inetAddress() {
        try {
            return (Inet4Address) InetAddress.getByAddress(
                    ByteBuffer.allocate(Integer.BYTES).putInt(address).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(inetAddress(), port);
    }

    @Override
    public String toString() {
        return inetAddress().getHostAddress() + ":" + port;
    }
}
