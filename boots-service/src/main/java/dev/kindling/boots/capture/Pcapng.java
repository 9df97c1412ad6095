package dev.kindling.boots.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes packets as Wireshark and tcpdump read them: one section, one interface, one block for each packet
 * (draft-ietf-opsawg-pcapng, big-endian).
 *
 * <pre>
 *  every block     type (4)  total length (4)  body, padded to 4  total length (4)
 *  section header  0A0D0D0A: byte order 1A2B3C4D, version 1.0, section length unknown (-1), options
 *  interface       00000001: link type 1 (Ethernet), 0, snap length 0 (none), options
 *  packet          00000006: interface 0, time (high, low), captured length, length, frame, options
 *  option          code (2)  length (2)  value, padded to 4; code 0 ends them
 * </pre>
 */
public final class Pcapng {

    private static final int SECTION = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;

    private static final int END = 0;
    private static final int COMMENT = 1;
    private static final int INTERFACE_NAME = 2;
    private static final int TIME_RESOLUTION = 9;
    private static final int PACKET_FLAGS = 2;
    private static final int APPLICATION = 4;

    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    private static final byte NANOSECONDS = 9;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Pcapng() {}

    /** @param comment for whoever opens the file */
    public static byte[] of(List<Datagram> packets, String comment) {
        Pcapng file = new Pcapng();
        file.section(comment);
        file.networkInterface();
        packets.forEach(file::packet);
        return file.out.toByteArray();
    }

    private void section(String comment) {
        Body body = new Body();
        body.number(0x1A2B3C4D).pair(1, 0).number(-1).number(-1);
        body.option(COMMENT, text(comment)).option(APPLICATION, text("Kindling boots"));
        block(SECTION, body);
    }

    private void networkInterface() {
        Body body = new Body();
        body.pair(1, 0).number(0);
        body.option(INTERFACE_NAME, text("boots")).option(TIME_RESOLUTION, new byte[] {NANOSECONDS});
        block(INTERFACE, body);
    }

    private void packet(Datagram datagram) {
        byte[] frame = Frame.of(datagram);
        Body body = new Body();
        body.number(0).number((int) (datagram.at() >>> 32)).number((int) datagram.at());
        body.number(frame.length).number(Frame.HEADERS + datagram.length()).padded(frame);
        int flags = datagram.received() ? INBOUND : OUTBOUND;
        body.option(
                PACKET_FLAGS, ByteBuffer.allocate(Integer.BYTES).putInt(flags).array());
        block(PACKET, body);
    }

    private void block(int type, Body body) {
        byte[] bytes = body.option(END, new byte[0]).bytes.toByteArray();
        int length = 3 * Integer.BYTES + bytes.length;
        out.writeBytes(ByteBuffer.allocate(length)
                .putInt(type)
                .putInt(length)
                .put(bytes)
                .putInt(length)
                .array());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The body of one block. */
    private static final class Body {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Body number(int number) {
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
            return this;
        }

        Body pair(int first, int second) {
            return number(first << 16 | second);
        }

        Body padded(byte[] value) {
            bytes.writeBytes(value);
            bytes.writeBytes(new byte[-value.length & 3]);
            return this;
        }

        Body option(int code, byte[] value) {
            return pair(code, value.length).padded(value);
        }
    }
}
