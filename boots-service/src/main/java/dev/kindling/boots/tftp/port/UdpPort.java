package dev.kindling.boots.tftp.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One socket. Only the thread of its {@link UdpPorts} may use it. */
public interface UdpPort {

    /** Where it is bound. */
    InetSocketAddress localAddress();

    /**
     * A buffer for the next packet, so that the kernel gets it from where it was written. Valid until the next call of
     * {@link #send} or {@code reserve}, on any port of the thread.
     */
    ByteBuffer reserve(int bytes) throws IOException;

    /**
     * Sends what is left in the buffer as one datagram, at the latest when the thread waits again. A full socket loses
     * it, like a network does.
     */
    void send(ByteBuffer packet, Peer to) throws IOException;

    /** Gives the packets that are here to the receiver, without waiting. */
    void receive() throws IOException;

    void close() throws IOException;
}
