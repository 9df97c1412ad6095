package dev.kindling.tink.tinkerbell.classic.web;

import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

/** TINK_AUTH_USERNAME and TINK_AUTH_PASSWORD: one name and password for all REST paths; with both empty everybody may. */
final class BasicAuthentication {

    static final Answer REFUSED =
            new Answer(401, "401 Unauthorized\n", Map.of("WWW-Authenticate", "Basic realm=\"Tink Realm\""));

    private static final String SCHEME = "Basic ";

    private final byte[] expected;
    private final boolean open;

    BasicAuthentication(TinkerbellProperties.Http http) {
        this.open = http.username().isEmpty() && http.password().isEmpty();
        this.expected = (http.username() + ":" + http.password()).getBytes(StandardCharsets.UTF_8);
    }

    /** @param header of the request; null without one */
    boolean allows(String header) {
        if (open) {
            return true;
        }
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            byte[] given =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            return MessageDigest.isEqual(expected, given);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
