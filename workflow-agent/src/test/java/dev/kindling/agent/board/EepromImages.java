package dev.kindling.agent.board;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Images laid out as those of a Pi 4: code, a font, the configuration, a key behind it, and erased flash. */
final class EepromImages {

    static final int CONFIGURATION_AT = 0x1000;
    static final int KEY_AT = 0x2000;

    private EepromImages() {}

    static EepromImage with(String configuration) {
        byte[] text = configuration.getBytes(StandardCharsets.UTF_8);
        ByteBuffer image = erased();
        section(image, 0, 0x55aaf00f, "code that boots, of some odd length".getBytes(StandardCharsets.US_ASCII));
        int padding = 8 + 35 + 5;
        section(image, padding, 0x55aafeef, filled(CONFIGURATION_AT - padding - 8));
        file(image, CONFIGURATION_AT, "bootconf.txt", text);
        int behind = (CONFIGURATION_AT + 24 + text.length + 7) & ~7;
        section(image, behind, 0x55aafeef, filled(KEY_AT - behind - 8));
        file(image, KEY_AT, "pubkey.bin", filled(264));
        return new EepromImage(image.array());
    }

    /** As the oldest ones: nothing behind the configuration. */
    static EepromImage endingWith(String configuration) {
        ByteBuffer image = erased();
        file(image, 0, "bootconf.txt", configuration.getBytes(StandardCharsets.UTF_8));
        return new EepromImage(image.array());
    }

    static ByteBuffer erased() {
        ByteBuffer image = ByteBuffer.allocate(EepromImage.SIZE);
        Arrays.fill(image.array(), (byte) 0xff);
        return image;
    }

    private static void file(ByteBuffer image, int at, String name, byte[] content) {
        ByteBuffer file = ByteBuffer.allocate(16 + content.length);
        file.put(name.getBytes(StandardCharsets.US_ASCII)).put(16, content);
        section(image, at, 0x55aaf11f, file.array());
    }

    private static void section(ByteBuffer image, int at, int magic, byte[] content) {
        image.putInt(at, magic).putInt(at + 4, content.length).put(at + 8, content);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xa5);
        return bytes;
    }
}
