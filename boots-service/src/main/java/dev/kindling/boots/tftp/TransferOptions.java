package dev.kindling.boots.tftp;

import dev.kindling.boots.tftp.packet.TftpOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What client and server agreed on.
 *
 * @param blockSize bytes in every block but the last
 * @param windowSize blocks sent before an acknowledgement
 * @param timeout the client's own retransmission time (RFC 2349), if it named one
 * @param acknowledged the options to confirm; empty: the first block goes out at once
 */
record TransferOptions(int blockSize, int windowSize, Optional<Duration> timeout, List<TftpOption> acknowledged) {

    /** RFC 1350. */
    private static final int DEFAULT_BLOCK_SIZE = 512;

    /**
     * Answers what a request asks for. The confirmation lists options in this server's order, block size first and
     * transfer size second, as the servers do that Raspberry Pis were tested with; an option that is unknown, malformed
     * or out of range is left out (RFC 2347), and of a repeated one the first counts.
     *
     * @param fileSize the answer to {@code tsize}
     */
    static TransferOptions negotiate(List<TftpOption> asked, long fileSize, int maximumBlockSize, int maximumWindow) {
        OptionalInt block = number(asked, TftpOption.BLOCK_SIZE, 8, 65_464);
        OptionalInt timeout = number(asked, TftpOption.TIMEOUT, 1, 255);
        OptionalInt window = number(asked, TftpOption.WINDOW_SIZE, 1, 65_535);
        int blockSize = block.isPresent() ? Math.min(block.getAsInt(), maximumBlockSize) : DEFAULT_BLOCK_SIZE;
        int windowSize = Math.min(window.orElse(1), maximumWindow);
        List<TftpOption> acknowledged = new ArrayList<>();
        if (block.isPresent()) {
            acknowledged.add(TftpOption.of(TftpOption.BLOCK_SIZE, blockSize));
        }
        if (number(asked, TftpOption.TRANSFER_SIZE, 0, Integer.MAX_VALUE).isPresent()) {
            acknowledged.add(TftpOption.of(TftpOption.TRANSFER_SIZE, fileSize));
        }
        if (timeout.isPresent()) {
            acknowledged.add(TftpOption.of(TftpOption.TIMEOUT, timeout.getAsInt()));
        }
        if (window.isPresent()) {
            acknowledged.add(TftpOption.of(TftpOption.WINDOW_SIZE, windowSize));
        }
        Optional<Duration> clientTimeout =
                timeout.isPresent() ? Optional.of(Duration.ofSeconds(timeout.getAsInt())) : Optional.empty();
        return new TransferOptions(blockSize, windowSize, clientTimeout, List.copyOf(acknowledged));
    }

    private static OptionalInt number(List<TftpOption> options, String name, int least, int most) {
        for (TftpOption option : options) {
            if (option.is(name)) {
                return number(option.value(), least, most);
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt number(String text, int least, int most) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(text);
        return value < least || value > most ? OptionalInt.empty() : OptionalInt.of((int) value);
    }
}
