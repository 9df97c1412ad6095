package dev.kindling.tink.identity.web;

import dev.kindling.tink.identity.Access;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request wants; what no rule names needs a token all the same. */
final class AccessRules {

    private static final Set<String> OPEN = Set.of("/", "/healthz");
    /** POST because of its body, but nothing changes. */
    private static final Pattern LOOKING = Pattern.compile("/api/v1/templates/(?:[^/]+/)?(?:render|lint)");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private AccessRules() {}

    /** The access needed; empty for what everybody may see. */
    static Optional<Access> needed(String method, String path) {
        boolean reading = READING.contains(method);
        if (reading && OPEN.contains(path)) {
            return Optional.empty();
        }
        if (isBelow(path, "/api/v1/tokens") || isBelow(path, "/api/v1/audit") || isBelow(path, "/api/v1/webhooks")) {
            return Optional.of(Access.ADMINISTER);
        }
        boolean looking = reading || LOOKING.matcher(path).matches();
        return Optional.of(looking ? Access.READ : Access.CHANGE);
    }

    private static boolean isBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }
}
