package dev.kindling.boots.tftp.packet;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** One TFTP packet. The first two bytes are the operation code, big endian like every number. */
public sealed interface TftpPacket {

    /**
     * Asks for a file.
     *
     * <pre>
     *  2 bytes   string   1   string  1   string  1   string  1
     * +--------+---------+---+-------+---+-------+---+-------+---+--
     * |   1    |  file   | 0 | mode  | 0 | name  | 0 | value | 0 | ...
     * +--------+---------+---+-------+---+-------+---+-------+---+--
     * </pre>
     *
     * @param options in wire order
     */
    record ReadRequest(String file, String mode, List<TftpOption> options) implements TftpPacket {
        public ReadRequest {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(mode, "mode");
            options = List.copyOf(options);
        }
    }

    /** Wants to send a file; laid out like {@link ReadRequest}, operation code 2. */
    record WriteRequest(String file, String mode, List<TftpOption> options) implements TftpPacket {
        public WriteRequest {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(mode, "mode");
            options = List.copyOf(options);
        }
    }

    /**
     * One block of a file; a short one, possibly empty, is the last.
     *
     * <pre>
     *  2 bytes  2 bytes   n bytes
     * +--------+--------+----------+
     * |   3    | block  |   data   |
     * +--------+--------+----------+
     * </pre>
     *
     * @param block 0 to 65,535; the first block is 1, and after 65,535 comes 0
     */
    record Data(int block, ByteBuffer payload) implements TftpPacket {
        public Data {
            checkBlock(block);
            payload = payload.slice().asReadOnlyBuffer();
        }

        /** A view of its own, from the first byte on. */
        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }
    }

    /**
     * Says that everything up to this block has arrived.
     *
     * <pre>
     *  2 bytes  2 bytes
     * +--------+--------+
     * |   4    | block  |
     * +--------+--------+
     * </pre>
     */
    record Acknowledgement(int block) implements TftpPacket {
        public Acknowledgement {
            checkBlock(block);
        }
    }

    /**
     * Ends a transfer; never answered.
     *
     * <pre>
     *  2 bytes  2 bytes   string   1
     * +--------+--------+---------+---+
     * |   5    |  code  | message | 0 |
     * +--------+--------+---------+---+
     * </pre>
     *
     * @param code {@link TftpError}, or a number nobody assigned
     */
    record Failure(int code, String message) implements TftpPacket {
        public Failure {
            checkBlock(code);
            Objects.requireNonNull(message, "message");
        }

        public static Failure of(TftpError error, String message) {
            return new Failure(error.code(), message);
        }
    }

    /**
     * Lists the options the server goes along with (RFC 2347).
     *
     * <pre>
     *  2 bytes   string  1   string  1
     * +--------+-------+---+-------+---+--
     * |   6    | name  | 0 | value | 0 | ...
     * +--------+-------+---+-------+---+--
     * </pre>
     */
    record OptionAcknowledgement(List<TftpOption> options) implements TftpPacket {
        public OptionAcknowledgement {
            options = List.copyOf(options);
        }
    }

    private static void checkBlock(int number) {
        if (number < 0 || number > 0xFFFF) {
            throw new IllegalArgumentException(number + " does not fit into two bytes");
        }
    }
}
