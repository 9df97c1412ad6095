package dev.kindling.simulator.wire;

/** How one read request ended. */
public sealed interface TftpResult {

    /**
     * The whole file came.
     *
     * @param size in bytes
     * @param checksum CRC-32C of the bytes
     * @param head its first 64 KiB at most, one character per byte
     */
    record Received(long size, long checksum, String head) implements TftpResult {}

    /**
     * It is there; the client stopped the transfer itself.
     *
     * @param size what the server said, -1 if it said nothing
     */
    record Probed(long size) implements TftpResult {}

    /**
     * ERROR 1.
     *
     * @param message the server's words
     */
    record Missing(String message) implements TftpResult {}

    /**
     * Anything else.
     *
     * @param reason for people
     * @param violation whether the server broke the protocol, so that trying again would hide a fault
     */
    record Failed(String reason, boolean violation) implements TftpResult {}
}
