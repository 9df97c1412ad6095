package dev.kindling.agent.registry;

import dev.kindling.agent.runtime.ActionFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a container image or artifact: {@code [registry[:port]/]path[:tag][@digest]}.
 *
 * @param registry host and port; Docker's own where the text names none
 */
public record Reference(String registry, String repository, String tag, Optional<String> digest) {

    private static final String DOCKER = "docker.io";
    private static final Pattern TEXT = Pattern.compile(
            "(?:([^/]*[.:][^/]*|localhost)/)?([a-z0-9._/-]+)(?::([\\w][\\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?");

    public static Reference parse(String text) throws ActionFailure {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new ActionFailure("'" + text + "' is not the name of an image, like registry.example/team/image:tag");
        }
        String registry = matcher.group(1) == null ? DOCKER : matcher.group(1);
        String path = matcher.group(2);
        boolean official = registry.equals(DOCKER) && path.indexOf('/') < 0;
        return new Reference(
                registry,
                official ? "library/" + path : path,
                matcher.group(3) == null ? "latest" : matcher.group(3),
                Optional.ofNullable(matcher.group(4)));
    }

    /** The same image at another registry. */
    public Reference at(String mirror) {
        return new Reference(mirror, repository, tag, digest);
    }

    /** As registries want it in a path: the digest where there is one. */
    public String version() {
        return digest.orElse(tag);
    }

    /** As container engines want it. */
    @Override
    public String toString() {
        return registry + "/" + repository + digest.map(value -> "@" + value).orElse(":" + tag);
    }
}
