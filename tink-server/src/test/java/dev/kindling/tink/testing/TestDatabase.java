package dev.kindling.tink.testing;

import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A fresh database for each test class, on one real PostgreSQL for the whole run.
 *
 * <p>That is the one at {@code -Dkindling.test.database.url} (role postgres, trusted) when given, else a container where
 * the Docker engine holds the images, else the embedded one; the log says which.
 */
public record TestDatabase(String url, String username, String password) {

    private static final Logger log = LoggerFactory.getLogger(TestDatabase.class);
    private static final String IMAGE = "postgres:18";

    /** A database of its own, empty. */
    public static TestDatabase fresh() {
        TestDatabase server = Server.RUNNING;
        String name = "t_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(server.url, server.username, server.password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no test database on " + server.url, e);
        }
        String url = server.url.substring(0, server.url.lastIndexOf('/') + 1) + name;
        return new TestDatabase(url, server.username, server.password);
    }

    /** Started at the first use, stopped with the JVM. */
    private static final class Server {

        private static final TestDatabase RUNNING = start();

        private static TestDatabase start() {
            String given = System.getProperty("kindling.test.database.url", "");
            if (!given.isEmpty()) {
                log.info("persistence is tested on the PostgreSQL given by kindling.test.database.url");
                return new TestDatabase(given, "postgres", "");
            }
            if (DockerImages.hold(IMAGE, "testcontainers/ryuk")) {
                log.info("persistence is tested on {} in a container", IMAGE);
                return container();
            }
            log.info("persistence is tested on the embedded PostgreSQL: Docker does not hold {}", IMAGE);
            return embedded();
        }

        @SuppressWarnings("resource") // ryuk removes the container when this JVM is gone
        private static TestDatabase container() {
            PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
            container.start();
            String url = container.getJdbcUrl().replaceAll("\\?.*", "");
            return new TestDatabase(url, container.getUsername(), container.getPassword());
        }

        private static TestDatabase embedded() {
            try {
                Path directory = Files.createTempDirectory("kindling-test-postgres");
                EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresSettings.in(directory.resolve("postgres")));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(postgres, directory)));
                return new TestDatabase(postgres.jdbcUrl(), postgres.username(), postgres.password());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void remove(EmbeddedPostgres postgres, Path directory) {
            postgres.close();
            try {
                FileSystemUtils.deleteRecursively(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
