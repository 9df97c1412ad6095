package dev.kindling.boots.tftp.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of one thread. Only {@link #wakeup} may be called from another one. */
public interface UdpPorts {

    /** @param receiver hears of every packet, on the thread that waits */
    UdpPort open(InetSocketAddress local, Receiver receiver) throws IOException;

    /** Waits for packets, a wake-up or the end of the time, and gives every packet to its receiver. */
    void await(long millis) throws IOException;

    void wakeup();

    void close() throws IOException;

    /** Takes a packet. */
    @FunctionalInterface
    interface Receiver {
        /** @param bytes valid during the call */
        void received(Peer from, ByteBuffer bytes) throws IOException;
    }

    /**
     * The kernel's batch calls where this is a Linux that lets Java call them, else the JDK's channels.
     *
     * @param batches whether to try the first
     * @param largestPacket most bytes of a packet to be received; longer ones are cut to one byte more
     */
    static UdpPorts open(boolean batches, int largestPacket) throws IOException {
        if (batches && LinuxUdp.isAvailable()) {
            return new LinuxPorts(largestPacket + 1);
        }
        Logger log = LoggerFactory.getLogger(UdpPorts.class);
        log.atDebug().addKeyValue("wanted", batches).log("udp.without-batches");
        return new ChannelPorts(largestPacket + 1);
    }
}
