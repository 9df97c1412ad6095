package dev.kindling.tink.template;

import dev.kindling.tink.site.RegistryLogin;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a site says of every container an agent runs; what the action says itself wins.
 *
 * @param privileged with all privileges, as Tinkerbell's worker runs them
 * @param logins of registries, each for exactly one host
 * @param mirrors {@code HOST=MIRROR}, asked in this order before the host itself
 */
public record ContainerRules(boolean privileged, List<RegistryLogin> logins, List<String> mirrors) {

    private static final String PRIVILEGED = "KINDLING_PRIVILEGED";
    private static final String HOST = "REGISTRY_HOST";
    private static final String USER = "REGISTRY_USERNAME";
    private static final String PASSWORD = "REGISTRY_PASSWORD";
    private static final String MIRROR = "REGISTRY_MIRROR";

    public ContainerRules {
        logins = List.copyOf(logins);
        mirrors = List.copyOf(mirrors);
    }

    /** The action with the site's part in its environment, which no container gets to see. */
    public PlannedAction forAgent(PlannedAction action) {
        if (action.image().startsWith("kindling/")) {
            return action;
        }
        Map<String, String> environment = new LinkedHashMap<>(action.environment());
        Map<String, String> secrets = new LinkedHashMap<>(action.secrets());
        if (privileged) {
            environment.putIfAbsent(PRIVILEGED, "true");
        }
        if (!mirrors.isEmpty()) {
            environment.putIfAbsent(MIRROR, String.join(" ", mirrors));
        }
        String host = host(action.image());
        boolean own = environment.containsKey(HOST) || secrets.containsKey(PASSWORD);
        logins.stream()
                .filter(login -> !own && login.host().equals(host))
                .findFirst()
                .ifPresent(login -> {
                    environment.put(HOST, login.host());
                    environment.put(USER, login.user());
                    secrets.put(PASSWORD, login.secret());
                });
        return action.as(action.image(), environment, secrets);
    }

    private static String host(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? first : "docker.io";
    }
}
