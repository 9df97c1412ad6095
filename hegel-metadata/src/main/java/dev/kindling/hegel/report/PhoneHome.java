package dev.kindling.hegel.report;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What cloud-init's {@code phone_home} posts, cut to what a timeline holds. */
public final class PhoneHome {

    private static final int LONGEST = 255;
    private static final String NOT_THERE = "N/A";

    /** Its names to ours. An SSH key's name is that of its file. */
    private static final Map<String, String> NAMES =
            Map.of("instance_id", "instance", "hostname", "hostname", "fqdn", "fqdn");

    private static final Map<String, String> KEYS =
            Map.of("pub_key_rsa", "sshRsa", "pub_key_ecdsa", "sshEcdsa", "pub_key_ed25519", "sshEd25519");

    private PhoneHome() {}

    /**
     * The facts of the event: {@code instance}, {@code hostname}, {@code fqdn} as told, and of each SSH host key the
     * fingerprint as {@code ssh-keygen -l} and a first log-in show it. Unknown fields are passed over.
     *
     * @param posted the form; cloud-init says "N/A" where it has nothing
     */
    public static Map<String, String> facts(Map<String, String> posted) {
        Map<String, String> facts = new LinkedHashMap<>();
        posted.forEach((name, value) -> {
            String told = value.strip();
            if (told.isEmpty() || told.equals(NOT_THERE)) {
                return;
            }
            if (NAMES.containsKey(name)) {
                facts.put(NAMES.get(name), told.substring(0, Math.min(LONGEST, told.length())));
            } else if (KEYS.containsKey(name)) {
                facts.put(KEYS.get(name), fingerprint(told));
            }
        });
        return facts;
    }

    /** @param key a line of a {@code .pub} file: type, key in Base64, comment */
    private static String fingerprint(String key) {
        String[] words = key.split(" +", 3);
        try {
            byte[] blob = Base64.getDecoder().decode(words[Math.min(1, words.length - 1)]);
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sum);
        } catch (IllegalArgumentException e) {
            return "not a key";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
