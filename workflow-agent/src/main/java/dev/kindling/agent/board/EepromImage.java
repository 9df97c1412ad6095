package dev.kindling.agent.board;

import dev.kindling.agent.runtime.ActionFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The content of a Pi 4's boot EEPROM: sections one after the other, each aligned to 8 bytes, of a magic number, a length
 * (both big-endian) and so many bytes. Files have a magic number of their own and begin with 12 bytes of name and 4 of
 * something else; {@code bootconf.txt} is the configuration (raspberrypi/rpi-eeprom, rpi-eeprom-config).
 *
 * @param bytes all 512 KiB; never changed
 */
record EepromImage(byte[] bytes) {

    static final int SIZE = 512 << 10;

    private static final int MAGIC = 0x55aaf00f;
    private static final int MAGIC_MASK = 0xfffff00f;
    private static final int FILE = 0x55aaf11f;
    private static final int PADDING = 0x55aafeef;
    private static final int HEADER = 8;
    private static final int NAME = 12;
    private static final int BEFORE_CONTENT = NAME + 4;
    private static final String CONFIGURATION = "bootconf.txt";
    /** The boot loader reads no more of it. */
    private static final int LARGEST_CONFIGURATION = 2024;

    /** @param at where its header begins; length counts from behind the header */
    private record Section(int at, int magic, int length) {

        int end() {
            return (at + HEADER + length + 7) & ~7;
        }

        int content() {
            return at + HEADER + BEFORE_CONTENT;
        }
    }

    EepromImage {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("an EEPROM of a Pi 4 has " + SIZE + " bytes, not " + bytes.length);
        }
    }

    /** The text of {@code bootconf.txt}. */
    String configuration() throws ActionFailure {
        Section section = find();
        return new String(bytes, section.content(), section.length() - BEFORE_CONTENT, StandardCharsets.UTF_8);
    }

    /** The same EEPROM with another {@code bootconf.txt}; every other section keeps its place and its bytes. */
    EepromImage with(String configuration) throws ActionFailure {
        byte[] text = configuration.getBytes(StandardCharsets.UTF_8);
        Section old = find();
        int next = next(old);
        int room = Math.min(LARGEST_CONFIGURATION, next - old.content());
        if (text.length > room) {
            throw new ActionFailure("the configuration would have " + text.length + " bytes, and " + room
                    + " have room in this EEPROM; shorten it with rpi-eeprom-config on a running Raspberry Pi OS");
        }
        ByteBuffer changed = ByteBuffer.wrap(bytes.clone());
        Arrays.fill(changed.array(), old.content(), next, (byte) 0xff);
        changed.putInt(old.at() + 4, text.length + BEFORE_CONTENT);
        changed.put(old.content(), text);
        int end = (old.content() + text.length + 7) & ~7;
        // Who reads on must find a section there, unless what follows is erased flash.
        if (next - end >= HEADER && isSection(next)) {
            changed.putInt(end, PADDING).putInt(end + 4, next - end - HEADER);
        }
        return new EepromImage(changed.array());
    }

    private Section find() throws ActionFailure {
        for (Section section = section(0); ; section = section(section.end())) {
            if (section.magic() == FILE && section.length() > BEFORE_CONTENT && named(section)) {
                return section;
            }
        }
    }

    private boolean named(Section section) {
        return new String(bytes, section.at() + HEADER, NAME, StandardCharsets.US_ASCII).equals(CONFIGURATION);
    }

    /** Where the section behind this one begins, padding counted to this one; else the end of its 4 KiB of flash. */
    private int next(Section section) throws ActionFailure {
        int end = section.end();
        while (isSection(end) && section(end).magic() == PADDING) {
            end = section(end).end();
        }
        return isSection(end) ? end : Math.min(SIZE, (end + 4095) & ~4095);
    }

    private boolean isSection(int at) {
        return at <= SIZE - HEADER && (ByteBuffer.wrap(bytes).getInt(at) & MAGIC_MASK) == MAGIC;
    }

    private Section section(int at) throws ActionFailure {
        if (!isSection(at)) {
            throw new ActionFailure("the EEPROM's content has no " + CONFIGURATION + ": byte " + at
                    + " should begin a section and does not; write a stock image with Raspberry Pi Imager first");
        }
        int length = ByteBuffer.wrap(bytes).getInt(at + 4);
        if (length < 0 || length > SIZE - HEADER - at) {
            throw new ActionFailure("the EEPROM's section at byte " + at + " claims " + Integer.toUnsignedString(length)
                    + " bytes, and the EEPROM ends before that; write a stock image with Raspberry Pi Imager first");
        }
        return new Section(at, ByteBuffer.wrap(bytes).getInt(at), length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EepromImage image && Arrays.equals(bytes, image.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "an EEPROM of " + bytes.length + " bytes";
    }
}
