package dev.kindling.agent.registry;

import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * User and password for one registry and no other: REGISTRY_HOST, REGISTRY_USERNAME and REGISTRY_PASSWORD of an action,
 * which {@code secrets:} fills.
 *
 * @param host and port, exactly as images name it
 */
public record Credentials(String host, String user, String password) {

    /** Not for what an action runs. */
    public static final Set<String> VARIABLES =
            Set.of("REGISTRY_HOST", "REGISTRY_USERNAME", "REGISTRY_PASSWORD", "REGISTRY_MIRROR");

    /** Empty when the action has none for that registry. */
    public static Optional<Credentials> of(ActionContext context, String registry) throws ActionFailure {
        Optional<String> password = context.optional("REGISTRY_PASSWORD");
        if (password.isEmpty()) {
            return Optional.empty();
        }
        String host = context.require("REGISTRY_HOST");
        if (!host.equals(registry)) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(
                host, context.require("REGISTRY_USERNAME"), password.get().strip()));
    }

    /** The value of an Authorization field. */
    String basic() {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Credentials[" + host + ", " + user + "]";
    }
}
