package dev.kindling.simulator.packet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** Between {@link TftpPacket} and its bytes. */
public final class TftpCodec {

    private static final int READ = 1;
    private static final int DATA = 3;
    private static final int ACK = 4;
    private static final int ERROR = 5;
    private static final int OPTION_ACK = 6;

    private TftpCodec() {}

    public static byte[] encode(TftpPacket packet) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (packet) {
            case TftpPacket.ReadRequest(String file, Map<String, String> options) -> {
                number(out, READ);
                text(out, file);
                text(out, "octet");
                options(out, options);
            }
            case TftpPacket.Data(int block, Bytes bytes) -> {
                number(out, DATA);
                number(out, block);
                out.writeBytes(bytes.array());
            }
            case TftpPacket.Ack(int block) -> {
                number(out, ACK);
                number(out, block);
            }
            case TftpPacket.Error(int code, String message) -> {
                number(out, ERROR);
                number(out, code);
                text(out, message);
            }
            case TftpPacket.OptionAck(Map<String, String> options) -> {
                number(out, OPTION_ACK);
                options(out, options);
            }
        }
        return out.toByteArray();
    }

    /**
     * Reads a packet.
     *
     * @param bytes may be longer than the packet
     * @param length bytes of the packet
     * @throws MalformedPacketException for anything but the five kinds a reader meets
     */
    public static TftpPacket decode(byte[] bytes, int length) throws MalformedPacketException {
        if (length < 4) {
            throw new MalformedPacketException("a TFTP packet has at least 4 bytes, not " + length);
        }
        int opcode = number(bytes, 0);
        return switch (opcode) {
            case READ -> request(new Fields(bytes, 2, length));
            case DATA -> new TftpPacket.Data(number(bytes, 2), new Bytes(Arrays.copyOfRange(bytes, 4, length)));
            case ACK -> new TftpPacket.Ack(number(bytes, 2));
            case ERROR -> new TftpPacket.Error(number(bytes, 2), new Fields(bytes, 4, length).rest());
            case OPTION_ACK -> new TftpPacket.OptionAck(options(new Fields(bytes, 2, length)));
            default -> throw new MalformedPacketException("TFTP opcode " + opcode + " is not for a reader");
        };
    }

    private static TftpPacket request(Fields fields) throws MalformedPacketException {
        String file = fields.next();
        String mode = fields.next();
        if (!mode.equalsIgnoreCase("octet")) {
            throw new MalformedPacketException("TFTP mode '" + mode + "' is not octet");
        }
        return new TftpPacket.ReadRequest(file, options(fields));
    }

    private static SequencedMap<String, String> options(Fields fields) throws MalformedPacketException {
        SequencedMap<String, String> options = new LinkedHashMap<>();
        while (fields.hasNext()) {
            options.put(fields.next().toLowerCase(Locale.ROOT), fields.next());
        }
        return options;
    }

    private static void options(ByteArrayOutputStream out, Map<String, String> options) {
        options.forEach((name, value) -> {
            text(out, name);
            text(out, value);
        });
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        out.write(0);
    }

    /** Walks over NUL-terminated texts. */
    private static final class Fields {

        private final byte[] bytes;
        private final int end;
        private int position;

        Fields(byte[] bytes, int position, int end) {
            this.bytes = bytes;
            this.position = position;
            this.end = end;
        }

        boolean hasNext() {
            return position < end;
        }

        String next() throws MalformedPacketException {
            int stop = position;
            while (stop < end && bytes[stop] != 0) {
                stop++;
            }
            if (stop == end) {
                throw new MalformedPacketException("a text at " + position + " has no NUL at its end");
            }
            String text = new String(bytes, position, stop - position, StandardCharsets.ISO_8859_1);
            position = stop + 1;
            return text;
        }

        /** The text up to NUL or the end: some servers send an ERROR without its NUL. */
        String rest() {
            String text = new String(bytes, position, end - position, StandardCharsets.ISO_8859_1);
            int nul = text.indexOf(0);
            return nul < 0 ? text : text.substring(0, nul);
        }
    }
}
