package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.FunctionTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.Adler32;

/** Base64, base32 and checksums of a text's UTF-8 bytes. What cannot be decoded gives Go's message as the text, as in Sprig. */
final class Encodings {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BASE32_GROUP = 8;

    private Encodings() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("b64enc", a -> Base64.getEncoder().encodeToString(Texts.bytes(a.text(0))), STRING)
                .add("b64dec", a -> base64(a.text(0)), STRING)
                .add("b32enc", a -> toBase32(Texts.bytes(a.text(0))), STRING)
                .add("b32dec", a -> base32(a.text(0)), STRING)
                .add("sha1sum", a -> digest("SHA-1", a.text(0)), STRING)
                .add("sha256sum", a -> digest("SHA-256", a.text(0)), STRING)
                .add("sha512sum", a -> digest("SHA-512", a.text(0)), STRING)
                .add("adler32sum", a -> adler32(a.text(0)), STRING);
    }

    private static String base64(String encoded) {
        String lines = encoded.replace("\n", "").replace("\r", "");
        for (int i = 0; i < lines.length(); i++) {
            char c = lines.charAt(i);
            boolean digit = c < 0x80 && (Character.isLetterOrDigit(c) || c == '+' || c == '/');
            boolean padding = c == '=' && i >= lines.length() - 2 && lines.length() % 4 == 0;
            if (!digit && !padding) {
                return "illegal base64 data at input byte " + i;
            }
        }
        if (lines.length() % 4 != 0) {
            return "illegal base64 data at input byte " + (lines.length() - lines.length() % 4);
        }
        return new String(Base64.getDecoder().decode(lines), StandardCharsets.UTF_8);
    }

    private static String toBase32(byte[] bytes) {
        StringBuilder encoded = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte next : bytes) {
            held = held << 8 | next & 0xff;
            for (bits += 8; bits >= 5; bits -= 5) {
                encoded.append(BASE32.charAt(held >> bits - 5 & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            encoded.append(BASE32.charAt(held << 5 - bits & 31));
        }
        return encoded + "=".repeat((BASE32_GROUP - encoded.length() % BASE32_GROUP) % BASE32_GROUP);
    }

    private static String base32(String encoded) {
        String lines = encoded.replace("\n", "").replace("\r", "");
        String digits = lines.replaceFirst("={1,6}$", "");
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = BASE32.indexOf(digits.charAt(i));
            if (digit < 0) {
                return "illegal base32 data at input byte " + i;
            }
            held = held << 5 | digit;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return lines.length() % BASE32_GROUP == 0
                ? bytes.toString(StandardCharsets.UTF_8)
                : "illegal base32 data at input byte " + lines.length();
    }

    private static String digest(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Texts.bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static String adler32(String text) {
        Adler32 sum = new Adler32();
        sum.update(Texts.bytes(text));
        return Long.toString(sum.getValue());
    }
}
