package dev.kindling.simulator.wire;

import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.Ipv4;
import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One board's Ethernet port. */
public interface Wire extends AutoCloseable {

    /** Sends a DHCP message from 0.0.0.0:68 to 255.255.255.255:67. */
    void broadcast(byte[] message) throws IOException;

    /** The next DHCP answer that reaches this port, or empty when the time is over; malformed ones are not heard. */
    Optional<Heard> hear(Duration timeout) throws IOException, InterruptedException;

    /** Takes an address, as after an ACK. */
    void configure(Ipv4 address, Ipv4 mask, Optional<Ipv4> router) throws IOException;

    /** Gives the address up, as at a reset. */
    void unconfigure() throws IOException;

    /** A UDP socket on this port's own address. */
    DatagramSocket open(Ipv4 local, int port) throws IOException;

    /** Port at which TFTP is served on this wire; 69 on a real one. */
    int tftpPort();

    /** Words in front of a command that make its process live on this wire; empty if any process does. */
    List<String> launcher();

    @Override
    void close();

    /**
     * A DHCP answer.
     *
     * @param source the sender's address
     * @param message what it said
     */
    record Heard(Ipv4 source, DhcpMessage message) {}
}
