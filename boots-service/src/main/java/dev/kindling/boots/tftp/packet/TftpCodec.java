package dev.kindling.boots.tftp.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes to {@link TftpPacket} and back. Text is kept byte for byte (ISO 8859-1), so that what was decoded encodes to
 * the same bytes; judging names is the server's business.
 */
public final class TftpCodec {

    /** RFC 2347: a request is at most this long. */
    public static final int MAXIMUM_REQUEST = 512;

    /** Bytes in front of the data of a block. */
    public static final int DATA_HEADER = 4;

    private static final int READ_REQUEST = 1;
    private static final int WRITE_REQUEST = 2;
    private static final int DATA = 3;
    private static final int ACKNOWLEDGEMENT = 4;
    private static final int ERROR = 5;
    private static final int OPTION_ACKNOWLEDGEMENT = 6;

    private TftpCodec() {}

    /**
     * Reads what is left in the buffer.
     *
     * @throws MalformedPacketException when that is not exactly one packet; nothing else is thrown
     */
    public static TftpPacket decode(ByteBuffer datagram) throws MalformedPacketException {
        ByteBuffer bytes = datagram.slice();
        int operation = number(bytes, "an operation code");
        return switch (operation) {
            case READ_REQUEST -> {
                checkRequestLength(bytes);
                yield new TftpPacket.ReadRequest(text(bytes, "the file name"), text(bytes, "the mode"), options(bytes));
            }
            case WRITE_REQUEST -> {
                checkRequestLength(bytes);
                yield new TftpPacket.WriteRequest(
                        text(bytes, "the file name"), text(bytes, "the mode"), options(bytes));
            }
            case DATA -> new TftpPacket.Data(number(bytes, "a block number"), bytes);
            case ACKNOWLEDGEMENT -> new TftpPacket.Acknowledgement(number(bytes, "a block number"));
            case ERROR -> new TftpPacket.Failure(number(bytes, "an error code"), message(bytes));
            case OPTION_ACKNOWLEDGEMENT -> new TftpPacket.OptionAcknowledgement(options(bytes));
            default -> throw new MalformedPacketException(0, "operation code " + operation + " is unknown");
        };
    }

    /** A new buffer holding exactly this packet, ready to be read. */
    public static ByteBuffer encode(TftpPacket packet) {
        return switch (packet) {
            case TftpPacket.ReadRequest(String file, String mode, List<TftpOption> options) ->
                strings(READ_REQUEST, List.of(file, mode), options);
            case TftpPacket.WriteRequest(String file, String mode, List<TftpOption> options) ->
                strings(WRITE_REQUEST, List.of(file, mode), options);
            case TftpPacket.Data(int block, ByteBuffer payload) ->
                ByteBuffer.allocate(DATA_HEADER + payload.remaining())
                        .putShort((short) DATA)
                        .putShort((short) block)
                        .put(payload.duplicate())
                        .flip();
            case TftpPacket.Acknowledgement(int block) ->
                ByteBuffer.allocate(DATA_HEADER)
                        .putShort((short) ACKNOWLEDGEMENT)
                        .putShort((short) block)
                        .flip();
            case TftpPacket.Failure(int code, String message) -> {
                byte[] text = bytes(message);
                yield ByteBuffer.allocate(DATA_HEADER + text.length + 1)
                        .putShort((short) ERROR)
                        .putShort((short) code)
                        .put(text)
                        .put((byte) 0)
                        .flip();
            }
            case TftpPacket.OptionAcknowledgement(List<TftpOption> options) ->
                strings(OPTION_ACKNOWLEDGEMENT, List.of(), options);
        };
    }

    /** Starts a DATA packet in a buffer the caller reuses; the data follow. */
    public static void putDataHeader(ByteBuffer target, int block) {
        target.putShort((short) DATA).putShort((short) block);
    }

    private static void checkRequestLength(ByteBuffer bytes) throws MalformedPacketException {
        if (bytes.limit() > MAXIMUM_REQUEST) {
            throw new MalformedPacketException(
                    MAXIMUM_REQUEST, "a request has at most 512 bytes (RFC 2347), this one has " + bytes.limit());
        }
    }

    private static int number(ByteBuffer bytes, String what) throws MalformedPacketException {
        if (bytes.remaining() < Short.BYTES) {
            throw new MalformedPacketException(bytes.position(), "the packet ends before " + what);
        }
        return Short.toUnsignedInt(bytes.getShort());
    }

    private static String text(ByteBuffer bytes, String what) throws MalformedPacketException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (bytes.get() == 0) {
                return string(bytes, start, bytes.position() - 1);
            }
        }
        throw new MalformedPacketException(start, what + " does not end with a zero byte");
    }

    /** The zero byte at the end is missing in the errors of some clients; nothing depends on it. */
    private static String message(ByteBuffer bytes) {
        int start = bytes.position();
        int end = start;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        return string(bytes, start, end);
    }

    private static List<TftpOption> options(ByteBuffer bytes) throws MalformedPacketException {
        List<TftpOption> options = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            String name = text(bytes, "an option name");
            if (name.isEmpty()) {
                checkPadding(bytes, start);
                break;
            }
            options.add(new TftpOption(name, text(bytes, "the value of option " + name)));
        }
        return options;
    }

    /** Some boot ROMs send their whole buffer: zeros after the last option are nothing. */
    private static void checkPadding(ByteBuffer bytes, int start) throws MalformedPacketException {
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                throw new MalformedPacketException(start, "an option has no name");
            }
        }
    }

    private static ByteBuffer strings(int operation, List<String> first, List<TftpOption> options) {
        List<byte[]> texts = new ArrayList<>();
        first.forEach(text -> texts.add(bytes(text)));
        for (TftpOption option : options) {
            texts.add(bytes(option.name()));
            texts.add(bytes(option.value()));
        }
        int length = Short.BYTES;
        for (byte[] text : texts) {
            length += text.length + 1;
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).putShort((short) operation);
        for (byte[] text : texts) {
            buffer.put(text).put((byte) 0);
        }
        return buffer.flip();
    }

    private static String string(ByteBuffer bytes, int start, int end) {
        byte[] text = new byte[end - start];
        bytes.get(start, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
