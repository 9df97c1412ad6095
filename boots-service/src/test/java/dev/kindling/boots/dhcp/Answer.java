package dev.kindling.boots.dhcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A server's message as it was on the wire.
 *
 * @param frame how it came
 */
record Answer(Wire.Frame frame) {

    static final String OFFER = "02";
    static final String ACK = "05";
    static final String NAK = "06";

    /** @param value hex */
    record Option(int code, String value) {}

    boolean isTo(Ask ask) {
        return xid() == ask.xid() && Arrays.equals(Arrays.copyOfRange(frame.payload(), 28, 44), ask.chaddr());
    }

    int field(int at) {
        return frame.payload()[at] & 0xff;
    }

    long xid() {
        return Integer.toUnsignedLong(ByteBuffer.wrap(frame.payload()).getInt(4));
    }

    int flags() {
        return Short.toUnsignedInt(ByteBuffer.wrap(frame.payload()).getShort(10));
    }

    String ciaddr() {
        return Wire.quad(frame.payload(), 12);
    }

    String yiaddr() {
        return Wire.quad(frame.payload(), 16);
    }

    String siaddr() {
        return Wire.quad(frame.payload(), 20);
    }

    String giaddr() {
        return Wire.quad(frame.payload(), 24);
    }

    String file() {
        return text(108, 128);
    }

    private String text(int at, int length) {
        byte[] bytes = Arrays.copyOfRange(frame.payload(), at, at + length);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** Of the options field, in order, each piece by itself. */
    List<Option> options() {
        return options(240, frame.payload().length);
    }

    /** Of {@code file} and {@code sname}, as far as option 52 says they hold options. */
    List<Option> overloaded() {
        int where = Integer.parseInt(option(52).orElse("00"), 16);
        List<Option> all = new ArrayList<>();
        if ((where & 1) != 0) {
            all.addAll(options(108, 236));
        }
        if ((where & 2) != 0) {
            all.addAll(options(44, 108));
        }
        return all;
    }

    private List<Option> options(int from, int to) {
        byte[] bytes = frame.payload();
        List<Option> all = new ArrayList<>();
        int at = from;
        while (at < to && bytes[at] != (byte) 255) {
            if (bytes[at] == 0) {
                at++;
                continue;
            }
            int length = bytes[at + 1] & 0xff;
            all.add(new Option(bytes[at] & 0xff, HexFormat.of().formatHex(bytes, at + 2, at + 2 + length)));
            at += 2 + length;
        }
        if (at >= to) {
            throw new AssertionError("no END in " + HexFormat.of().formatHex(bytes));
        }
        return all;
    }

    List<Integer> codes() {
        return options().stream().map(Option::code).toList();
    }

    /** Hex. */
    Optional<String> option(int code) {
        return options().stream()
                .filter(option -> option.code() == code)
                .map(Option::value)
                .findFirst();
    }

    String text(int code) {
        return new String(HexFormat.of().parseHex(option(code).orElse("")), StandardCharsets.ISO_8859_1);
    }

    long seconds(int code) {
        return Long.parseLong(option(code).orElseThrow(), 16);
    }

    String type() {
        return option(53).orElse("none");
    }
}
