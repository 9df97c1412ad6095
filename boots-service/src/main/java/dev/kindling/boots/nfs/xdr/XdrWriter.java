package dev.kindling.boots.nfs.xdr;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects values as bytes. A value already written can be put right later, which lengths and counts need. */
public final class XdrWriter {

    private ByteBuffer bytes;

    public XdrWriter(int capacity) {
        bytes = ByteBuffer.allocate(capacity);
    }

    public XdrWriter integer(int value) {
        room(Integer.BYTES);
        bytes.putInt(value);
        return this;
    }

    public XdrWriter bool(boolean value) {
        return integer(value ? 1 : 0);
    }

    public XdrWriter hyper(long value) {
        room(Long.BYTES);
        bytes.putLong(value);
        return this;
    }

    /** Its length, the bytes, and the padding to a multiple of four. */
    public XdrWriter opaque(byte[] value) {
        integer(value.length);
        return fixed(value);
    }

    /** Bytes of a length both sides know, and the padding. */
    public XdrWriter fixed(byte[] value) {
        room(XdrReader.padded(value.length));
        bytes.put(value);
        return pad(value.length);
    }

    /** The zeros that follow so many bytes. */
    public XdrWriter pad(int length) {
        int padding = XdrReader.padded(length) - length;
        room(padding);
        for (int i = 0; i < padding; i++) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /** Room for so many bytes that the caller fills itself, from the position on. */
    public ByteBuffer room(int count) {
        if (bytes.remaining() < count) {
            int capacity = Math.max(bytes.capacity() * 2, bytes.position() + count);
            ByteBuffer larger = ByteBuffer.allocate(capacity);
            bytes.flip();
            larger.put(bytes);
            bytes = larger;
        }
        return bytes;
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.position();
    }

    /** Overwrites what was written at this place. */
    public void patch(int position, int value) {
        bytes.putInt(position, value);
    }

    /** Takes back everything from this place on. */
    public void truncate(int position) {
        bytes.position(position);
    }

    /** All bytes, ready to be sent; {@link #clear()} makes room for the next. */
    public ByteBuffer toSend() {
        return bytes.duplicate().flip();
    }

    public void clear() {
        bytes.clear();
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
