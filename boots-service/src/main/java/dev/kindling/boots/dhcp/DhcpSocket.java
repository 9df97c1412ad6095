package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.ReplyDestination;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Where DHCP messages come from and go to; one thread receives and sends. */
interface DhcpSocket extends Closeable {

    /**
     * @param data the UDP payload
     * @param source who sent it
     */
    record Received(byte[] data, InetSocketAddress source) {}

    /**
     * Waits for the next message.
     *
     * @throws java.nio.channels.ClosedChannelException when it was closed from another thread
     */
    Received receive() throws IOException;

    void send(ReplyDestination destination, byte[] message) throws IOException;

    /** The port it listens on. */
    int port();
}
