package dev.kindling.boots.tftp;

import dev.kindling.boots.content.ContentAnswer;
import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.boots.tftp.port.Peer;

/** What a request gets. */
sealed interface Answer {

    /** Address and port of the client: its transfer identifier. */
    Peer client();

    /** Where its packets are noted down. */
    PacketTrail trail();

    /**
     * Its file.
     *
     * @param file as asked for
     */
    record Accepted(Peer client, String file, ContentAnswer.Found found, TransferOptions options, PacketTrail trail)
            implements Answer {}

    /** An error. */
    record Declined(Peer client, TftpPacket.Failure failure, PacketTrail trail) implements Answer {}
}
