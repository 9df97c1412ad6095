package dev.kindling.tink.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the embedded PostgreSQL is started.
 *
 * @param directory holds the cluster, its password and its log; made when missing
 * @param cache where the binaries are extracted; empty means the user's cache, else a directory beside the cluster
 * @param port on 127.0.0.1; 0 takes a free one
 * @param deadline for a start, recovery included
 * @param userNamespaces whether root may hide its uid in a user namespace
 * @param progress told in one sentence what takes time
 */
public record PostgresSettings(
        Path directory,
        Optional<Path> cache,
        int port,
        Duration deadline,
        UserNamespaces userNamespaces,
        Consumer<String> progress) {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    public PostgresSettings {
        directory = directory.toAbsolutePath().normalize();
        Objects.requireNonNull(cache);
        Objects.requireNonNull(userNamespaces);
        Objects.requireNonNull(progress);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    /** Everything by default, silent. */
    public static PostgresSettings in(Path directory) {
        return new PostgresSettings(
                directory, Optional.empty(), 0, DEADLINE, UserNamespaces.fromEnvironment(), sentence -> {});
    }

    public PostgresSettings onPort(int wanted) {
        return new PostgresSettings(directory, cache, wanted, deadline, userNamespaces, progress);
    }

    public PostgresSettings cachedIn(Path wanted) {
        return new PostgresSettings(directory, Optional.of(wanted), port, deadline, userNamespaces, progress);
    }

    public PostgresSettings within(Duration wanted) {
        return new PostgresSettings(directory, cache, port, wanted, userNamespaces, progress);
    }

    public PostgresSettings with(UserNamespaces wanted) {
        return new PostgresSettings(directory, cache, port, deadline, wanted, progress);
    }

    public PostgresSettings telling(Consumer<String> wanted) {
        return new PostgresSettings(directory, cache, port, deadline, userNamespaces, wanted);
    }
}
