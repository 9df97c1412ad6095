package dev.kindling.simulator.packet;

import java.util.Map;
import java.util.SequencedMap;

/**
 * A TFTP packet, as far as a reader of files meets one (RFC 1350 section 5, RFC 2347).
 *
 * <pre>
 * RRQ    00 01 name 00 "octet" 00 { option 00 value 00 }
 * DATA   00 03 block(2) 0..blksize bytes
 * ACK    00 04 block(2)
 * ERROR  00 05 code(2) message 00
 * OACK   00 06 { option 00 value 00 }
 * </pre>
 */
public sealed interface TftpPacket {

    /**
     * Asks for a file.
     *
     * @param file as the server knows it
     * @param options in the order in which they are written
     */
    record ReadRequest(String file, SequencedMap<String, String> options) implements TftpPacket {}

    /**
     * A piece of the file.
     *
     * @param block 0 to 65535, rolling over to 0
     * @param bytes shorter than a block at the end
     */
    record Data(int block, Bytes bytes) implements TftpPacket {}

    /**
     * Confirms a block.
     *
     * @param block 0 confirms an OACK
     */
    record Ack(int block) implements TftpPacket {}

    /**
     * Ends the transfer.
     *
     * @param code 1 is "file not found", 0 is "see message"
     * @param message for people
     */
    record Error(int code, String message) implements TftpPacket {}

    /**
     * Accepts options.
     *
     * @param options names in lower case
     */
    record OptionAck(Map<String, String> options) implements TftpPacket {}
}
