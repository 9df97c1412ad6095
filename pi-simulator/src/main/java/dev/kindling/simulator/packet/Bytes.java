package dev.kindling.simulator.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that cannot change and compare by value.
 *
 * @param array copied in and out
 */
public record Bytes(byte[] array) {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    public Bytes {
        array = array.clone();
    }

    /** One byte per argument; only the low 8 bits count. */
    public static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return new Bytes(array);
    }

    /** The text's ASCII bytes, without a terminator. */
    public static Bytes ascii(String text) {
        return new Bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public byte[] array() {
        return array.clone();
    }

    public int length() {
        return array.length;
    }

    /** The unsigned value of one byte. */
    public int at(int index) {
        return array[index] & 0xff;
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(array, from, to));
    }

    public Bytes plus(Bytes more) {
        byte[] sum = Arrays.copyOf(array, array.length + more.array.length);
        System.arraycopy(more.array, 0, sum, array.length, more.array.length);
        return new Bytes(sum);
    }

    /** One character per byte. */
    public String text() {
        return new String(array, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(array);
    }
}
