package dev.kindling.boots.nfs.xdr;

import java.nio.ByteBuffer;

/** Takes values from bytes that somebody sent; never reads beyond them, and allocates no more than they hold. */
public final class XdrReader {

    private final ByteBuffer bytes;

    /** @param bytes read from their position to their limit; not copied */
    public XdrReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    public int integer() throws MalformedXdrException {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    /** An unsigned 32-bit number. */
    public long unsigned() throws MalformedXdrException {
        return Integer.toUnsignedLong(integer());
    }

    public long hyper() throws MalformedXdrException {
        need(Long.BYTES);
        return bytes.getLong();
    }

    /** An opaque of variable length, and its padding. */
    public byte[] opaque(int most) throws MalformedXdrException {
        long length = unsigned();
        if (length > most) {
            throw new MalformedXdrException("an opaque of " + length + " bytes, at most " + most);
        }
        int padded = padded((int) length);
        need(padded);
        byte[] value = new byte[(int) length];
        bytes.get(value);
        bytes.position(bytes.position() + padded - value.length);
        return value;
    }

    /** An array of 32-bit numbers. */
    public int[] integers(int most) throws MalformedXdrException {
        long length = unsigned();
        if (length > most) {
            throw new MalformedXdrException("an array of " + length + " numbers, at most " + most);
        }
        need((int) length * Integer.BYTES);
        int[] values = new int[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getInt();
        }
        return values;
    }

    public int remaining() {
        return bytes.remaining();
    }

    private void need(int count) throws MalformedXdrException {
        if (bytes.remaining() < count) {
            throw new MalformedXdrException(
                    "ends " + (count - bytes.remaining()) + " bytes before the end of a value of " + count);
        }
    }

    static int padded(int length) {
        return (length + 3) & ~3;
    }
}
