package dev.kindling.boots.tftp;

import dev.kindling.boots.content.FileContent;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpError;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One file on its way to one client: packets and the passing of time in, packets out. Not thread-safe; times are those
 * of one monotonic clock, in nanoseconds.
 *
 * <pre>
 *            OACK or DATA 1                        ACK of the last block
 *  start -----------------------> [RUNNING] ------------------------------> DONE
 *              ACK n: blocks n+1..n+window  |  ERROR from the client ------> ABORTED
 *              nothing for a while: again   |  nothing, five times --------> TIMED_OUT
 *                                           |  the file cannot be read ----> FAILED
 * </pre>
 *
 * <p>Blocks are counted from 1 without end here, and in 16 bits on the wire. Block 0 stands for the confirmation of
 * options, which is acknowledged like one.
 */
final class Transfer {

    /** RFC 1123 4.2.3.2 asks for back-off; below one second a Pi 4 may hang on the block it gets twice. */
    private static final long FIRST_TIMEOUT = TimeUnit.SECONDS.toNanos(1);

    private static final long LONGEST_TIMEOUT = TimeUnit.SECONDS.toNanos(4);

    /** For clients that know windows and so know what to do with a block they have seen. */
    private static final long SHORTEST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int MAXIMUM_RETRIES = 5;

    /** Whoever has not answered once may not exist: a forged request draws no more than this. */
    private static final int MAXIMUM_FIRST_RETRIES = 3;

    /** A client that answers each block at the last moment does not hold its place for days. */
    private static final long LONGEST_TRANSFER = TimeUnit.HOURS.toNanos(1);

    private final FileContent content;
    private final TransferOptions options;
    private final PacketOutput output;
    private final BlockNumbers numbers;
    private final long lastBlock;

    private Outcome outcome = Outcome.RUNNING;
    private long acknowledged;
    private long sent;
    private boolean answered;
    private boolean repeatedWindow;
    private int retries;
    private int retransmissions;
    private long startedAt;
    private long timeout = FIRST_TIMEOUT;
    private long sentAt;
    private boolean measurable;
    private long roundTrip;

    /** How a transfer stands, or how it ended. */
    enum Outcome {
        RUNNING,
        DONE,
        ABORTED,
        TIMED_OUT,
        FAILED
    }

    /** @param numbers how blocks are numbered on the wire */
    Transfer(FileContent content, TransferOptions options, PacketOutput output, BlockNumbers numbers) {
        this.content = content;
        this.options = options;
        this.output = output;
        this.numbers = numbers;
        // A file that fills its last block is ended by an empty one (RFC 1350, section 6).
        this.lastBlock = content.size() / options.blockSize() + 1;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Bytes the client has confirmed. */
    long bytes() {
        return Math.clamp(acknowledged * options.blockSize(), 0, content.size());
    }

    /** Whether the client has said anything yet, which a forged one cannot. */
    boolean isAnswered() {
        return answered;
    }

    int retransmissions() {
        return retransmissions;
    }

    /** When {@link #elapsed} has something to do. */
    long deadline() {
        return sentAt + timeout;
    }

    void start(long now) throws IOException {
        startedAt = now;
        timeout = firstTimeout();
        if (options.acknowledged().isEmpty()) {
            sendFrom(1, now);
        } else {
            acknowledged = -1;
            sendFrom(0, now);
        }
        measurable = true;
    }

    void received(TftpPacket packet, long now) throws IOException {
        switch (packet) {
            case TftpPacket.Acknowledgement(int block) -> acknowledged(block, now);
            case TftpPacket.Failure _ -> outcome = Outcome.ABORTED;
            case TftpPacket.ReadRequest _,
                    TftpPacket.WriteRequest _,
                    TftpPacket.Data _,
                    TftpPacket.OptionAcknowledgement _ -> {
                output.send(TftpCodec.encode(TftpPacket.Failure.of(
                        TftpError.ILLEGAL_OPERATION, "only ACK and ERROR have a place in this transfer")));
                outcome = Outcome.FAILED;
            }
        }
    }

    /** Ends it from this side. */
    void fail() {
        outcome = Outcome.FAILED;
    }

    /** Sends again when the client was silent for too long, or gives up. */
    void elapsed(long now) throws IOException {
        if (outcome == Outcome.RUNNING && now - startedAt > LONGEST_TRANSFER) {
            outcome = Outcome.TIMED_OUT;
        }
        if (outcome != Outcome.RUNNING || now - deadline() < 0) {
            return;
        }
        int allowed = answered ? MAXIMUM_RETRIES : MAXIMUM_FIRST_RETRIES;
        if (retries >= allowed) {
            outcome = Outcome.TIMED_OUT;
            return;
        }
        retries++;
        timeout = Math.min(timeout * 2, Math.max(LONGEST_TIMEOUT, firstTimeout()));
        repeatFromAcknowledged(now);
    }

    private void acknowledged(int block, long now) throws IOException {
        long outstanding = sent - acknowledged;
        long ahead = numbers.ahead(block, acknowledged);
        if (ahead == 0) {
            repeatedAcknowledgement(now);
            return;
        }
        if (ahead > outstanding) {
            // Old, or of a block never sent.
            return;
        }
        measure(now);
        acknowledged += ahead;
        answered = true;
        retries = 0;
        repeatedWindow = false;
        timeout = firstTimeout();
        if (acknowledged == lastBlock) {
            outcome = Outcome.DONE;
        } else {
            // Inside a window this repeats what came after the gap (RFC 7440, section 4).
            retransmissions += (int) (sent - acknowledged);
            sendFrom(acknowledged + 1, now);
            measurable = true;
        }
    }

    /**
     * Without windows a repeated acknowledgement is answered by nothing, else every later block would go out twice
     * (RFC 1123, 4.2.3.1). With windows it says that the first block of this window was lost: once for each window.
     */
    private void repeatedAcknowledgement(long now) throws IOException {
        if (options.windowSize() > 1 && answered && !repeatedWindow) {
            repeatedWindow = true;
            repeatFromAcknowledged(now);
        }
    }

    private void repeatFromAcknowledged(long now) throws IOException {
        retransmissions += (int) (sent - acknowledged);
        sendFrom(acknowledged + 1, now);
        measurable = false;
    }

    private void sendFrom(long first, long now) throws IOException {
        sentAt = now;
        if (first == 0) {
            sent = 0;
            output.send(TftpCodec.encode(new TftpPacket.OptionAcknowledgement(options.acknowledged())));
            return;
        }
        long last = Math.min(lastBlock, first - 1 + options.windowSize());
        for (long block = first; block <= last; block++) {
            if (!sendBlock(block)) {
                return;
            }
        }
        sent = last;
    }

    private boolean sendBlock(long block) throws IOException {
        long offset = (block - 1) * options.blockSize();
        int length = (int) Math.min(options.blockSize(), content.size() - offset);
        ByteBuffer packet = output.reserve(TftpCodec.DATA_HEADER + length);
        TftpCodec.putDataHeader(packet, numbers.wire(block));
        try {
            if (block == lastBlock) {
                // The client has not got all of it before this block, so it never keeps a mix of two versions.
                content.checkUnchanged();
            }
            content.read(offset, packet);
        } catch (IOException e) {
            output.send(TftpCodec.encode(TftpPacket.Failure.of(TftpError.NOT_DEFINED, "the file cannot be read")));
            outcome = Outcome.FAILED;
            return false;
        }
        output.send(packet.flip());
        return true;
    }

    /** Not from a block that was sent twice: nobody knows which of them is answered (Karn). */
    private void measure(long now) {
        if (measurable) {
            long sample = now - sentAt;
            roundTrip = roundTrip == 0 ? sample : (7 * roundTrip + sample) / 8;
        }
    }

    private long firstTimeout() {
        if (options.timeout().isPresent()) {
            return options.timeout().get().toNanos();
        }
        if (options.windowSize() == 1 || roundTrip == 0) {
            return FIRST_TIMEOUT;
        }
        return Math.clamp(4 * roundTrip, SHORTEST_TIMEOUT, FIRST_TIMEOUT);
    }
}
