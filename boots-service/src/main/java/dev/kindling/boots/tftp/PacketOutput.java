package dev.kindling.boots.tftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The socket as a transfer sees it: the way to its client. */
interface PacketOutput {

    /** A buffer for the next packet; it is the one to be sent next, or not at all. */
    ByteBuffer reserve(int bytes) throws IOException;

    /** Sends what is left in the buffer as one datagram; a full socket buffer loses it like a network does. */
    void send(ByteBuffer packet) throws IOException;
}
