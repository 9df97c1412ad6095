package dev.kindling.agent.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes the values of secrets out of what an action prints, also where a value is cut in two by a buffer's end. */
public final class Redactor {

    private static final String HIDDEN = "[hidden]";
    /** Shorter values would be found in innocent text. */
    private static final int SHORTEST = 4;

    /** Longest first, each byte a char, so that any bytes can be searched. */
    private final List<String> secrets;

    private String held = "";

    public Redactor(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .map(secret -> new String(secret.strip().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The bytes that may be shown now; the rest is held back until it is clear what it is. */
    public byte[] push(byte[] buffer, int offset, int length) {
        String text = replaced(held + new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
        int keep = beginningOfSecret(text);
        held = text.substring(text.length() - keep);
        return text.substring(0, text.length() - keep).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What was held back, at the end. */
    public byte[] flush() {
        byte[] rest = held.getBytes(StandardCharsets.ISO_8859_1);
        held = "";
        return rest;
    }

    /** A whole text without the values. */
    public String clean(String text) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(replaced(bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String replaced(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        return clean;
    }

    private int beginningOfSecret(String text) {
        int longest = 0;
        for (String secret : secrets) {
            for (int n = Math.min(secret.length() - 1, text.length()); n > longest; n--) {
                if (secret.startsWith(text.substring(text.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "Redactor[" + secrets.size() + " secrets]";
    }
}
