package dev.kindling.tink.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Hides what looks like a secret in JSON values; better one fact too many hidden than one password in the audit. */
final class Redaction {

    private static final String HIDDEN = "(hidden)";
    private static final Set<String> KEYS = Set.of("value", "userdata", "user_data", "vendordata", "vendor_data");
    private static final List<String> PARTS =
            List.of("password", "passwd", "secret", "token", "private_key", "privatekey");

    private Redaction() {}

    static Object of(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach(
                        (key, inner) -> copy.put(String.valueOf(key), hides(String.valueOf(key)) ? HIDDEN : of(inner)));
                yield copy;
            }
            case List<?> list ->
                list.stream().map(inner -> inner == null ? null : of(inner)).toList();
            case null -> null;
            default -> value;
        };
    }

    private static boolean hides(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return KEYS.contains(lower) || PARTS.stream().anyMatch(lower::contains);
    }
}
