package dev.kindling.provisioner.suite;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** The address this host has on the LAN. */
final class HostAddress {

    private HostAddress() {}

    /**
     * The address that was asked for, when boards can reach this host at it.
     *
     * @throws IOException when it is no IPv4 address, or none that this host can bind
     */
    static String checked(String address) throws IOException {
        Inet4Address literal;
        try {
            literal = Inet4Address.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IOException("--address " + address + " is not an IPv4 address, such as 192.168.1.10", e);
        }
        try (DatagramSocket bound = new DatagramSocket(new InetSocketAddress(literal, 0))) {
            return bound.getLocalAddress().getHostAddress();
        } catch (SocketException e) {
            throw new IOException(
                    "--address " + address + " is not an address of this host: 'ip -4 addr' lists those it has", e);
        }
    }

    /**
     * Every IPv4 address of this host's interfaces, but for loopback, in one order: also of one without a carrier, for
     * boards are told its address as soon as there is one.
     */
    static List<String> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(HostAddress::addresses)
                    .sorted()
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static Stream<String> addresses(NetworkInterface link) {
        try {
            return !link.isLoopback()
                    ? link.inetAddresses()
                            .filter(Inet4Address.class::isInstance)
                            .map(InetAddress::getHostAddress)
                    : Stream.empty();
        } catch (SocketException e) {
            // It was taken away meanwhile.
            return Stream.empty();
        }
    }

    /** The source address of the default route; nothing is sent to find it. Loopback when there is no route. */
    static String onTheLan() {
        try (DatagramSocket socket = new DatagramSocket()) {
            // 192.0.2.0/24 is reserved for documentation (RFC 5737): it is always behind the default route.
            socket.connect(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 9));
            InetAddress address = socket.getLocalAddress();
            return address instanceof Inet4Address && !address.isAnyLocalAddress()
                    ? address.getHostAddress()
                    : "127.0.0.1";
        } catch (IOException | java.io.UncheckedIOException e) {
            return "127.0.0.1";
        }
    }
}
