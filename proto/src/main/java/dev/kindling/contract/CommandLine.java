package dev.kindling.contract;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Kindling's words on the kernel command line: boots writes them, the agent reads them.
 *
 * @param server HOST:PORT of tink-server's gRPC port (TLS)
 * @param hegel https://HOST:PORT of hegel
 * @param caPin "sha256:" and 64 hex digits, SHA-256 of the CA's SubjectPublicKeyInfo
 * @param mac the board
 * @param nonce text of the {@link BootNonce}
 * @param time the provisioner's clock when this boot began; a Pi has none of its own
 */
public record CommandLine(String server, String hegel, String caPin, MacAddress mac, String nonce, Instant time) {

    private static final String PREFIX = "kindling.";

    /** The words in their fixed order, separated by one blank. */
    public String words() {
        return PREFIX + "server=" + server + " " + PREFIX + "hegel=" + hegel + " " + PREFIX + "ca=" + caPin + " "
                + PREFIX + "mac=" + mac + " " + PREFIX + "nonce=" + nonce + " " + PREFIX + "time="
                + time.getEpochSecond();
    }

    /**
     * Finds the words in a whole command line ({@code /proc/cmdline}); the last of a repeated word counts.
     *
     * @throws IllegalArgumentException naming the missing or malformed word
     */
    public static CommandLine parse(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : text.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            if (word.startsWith(PREFIX) && equals > 0) {
                words.put(word.substring(PREFIX.length(), equals), word.substring(equals + 1));
            }
        }
        return new CommandLine(
                required(words, "server"),
                required(words, "hegel"),
                required(words, "ca"),
                MacAddress.parse(required(words, "mac")),
                required(words, "nonce"),
                seconds(required(words, "time")));
    }

    private static Instant seconds(String text) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "kernel command line: kindling.time '" + text + "' is not a number of seconds", e);
        }
    }

    private static String required(Map<String, String> words, String name) {
        String value = words.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("kernel command line: " + PREFIX + name + "= is missing");
        }
        return value;
    }
}
