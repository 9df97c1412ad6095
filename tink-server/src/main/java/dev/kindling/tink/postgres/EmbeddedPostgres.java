package dev.kindling.tink.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A PostgreSQL server of our own: durable (fsync and synchronous_commit on), on loopback, with a password.
 *
 * <p>A server left behind by a killed process is adopted when it is healthy, else stopped and recovered.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final String DATABASE = "kindling";
    private static final String UNKNOWN_DATABASE = "3D000";

    private final Cluster cluster;
    private final Postmaster postmaster;
    private final FileChannel lock;
    private final boolean adopted;

    private EmbeddedPostgres(Cluster cluster, Postmaster postmaster, FileChannel lock, boolean adopted) {
        this.cluster = cluster;
        this.postmaster = postmaster;
        this.lock = lock;
        this.adopted = adopted;
    }

    /**
     * Starts the server, or takes over the one that already serves this directory.
     *
     * @throws PostgresStartException with the reason, when there is none to be had
     */
    public static EmbeddedPostgres start(PostgresSettings settings) {
        ServerAccount account = ServerAccount.choose(settings.userNamespaces());
        FileChannel lock = lock(settings.directory());
        try {
            openTheWay(settings.directory(), account);
            Path beside = settings.directory().resolve("programs");
            Path cache = settings.cache().orElseGet(() -> PostgresBinaries.defaultCache(account, beside));
            PostgresBinaries binaries = PostgresBinaries.in(cache, settings.progress());
            return serve(settings, new Cluster(settings.directory(), binaries, account), lock);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static EmbeddedPostgres serve(PostgresSettings settings, Cluster cluster, FileChannel lock) {
        Optional<Postmaster> left = Postmaster.of(cluster.files());
        if (left.isPresent() && isFit(left.get(), cluster, settings.port())) {
            settings.progress().accept("Taking over the PostgreSQL that is still running");
            return new EmbeddedPostgres(cluster, left.get(), lock, true);
        }
        left.ifPresent(Postmaster::stop);
        cluster.prepare(settings.progress());
        forgetDeadServer(cluster);
        Postmaster started = new ServerStart(cluster, settings.port(), settings.deadline()).run();
        try {
            makeDatabase(cluster, started.port());
        } catch (SQLException e) {
            started.stop();
            throw new PostgresStartException("PostgreSQL started but cannot be used: " + e.getMessage(), e);
        }
        return new EmbeddedPostgres(cluster, started, lock, false);
    }

    private static boolean isFit(Postmaster postmaster, Cluster cluster, int wantedPort) {
        if (!postmaster.ready() || wantedPort != 0 && wantedPort != postmaster.port()) {
            return false;
        }
        try {
            makeDatabase(cluster, postmaster.port());
            return true;
        } catch (SQLException | PostgresStartException e) {
            return false;
        }
    }

    /** Its pid may belong to any program by now, which would keep the server from starting. */
    private static void forgetDeadServer(Cluster cluster) {
        try {
            Files.deleteIfExists(cluster.files().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new PostgresStartException("a dead server's postmaster.pid cannot be removed: " + e.getMessage(), e);
        }
    }

    private static void makeDatabase(Cluster cluster, int port) throws SQLException {
        try (Connection connection = connect(cluster, port, DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1")) {
            row.next();
        } catch (SQLException e) {
            if (!UNKNOWN_DATABASE.equals(e.getSQLState())) {
                throw e;
            }
            try (Connection connection = connect(cluster, port, "postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        }
    }

    private static Connection connect(Cluster cluster, int port, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", Cluster.ROLE);
        properties.setProperty("password", cluster.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        return new org.postgresql.Driver().connect(url(port, database), properties);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** One process per directory: two would adopt and stop each other's server. */
    private static FileChannel lock(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = tryLock(channel);
            if (held == null) {
                channel.close();
                throw new PostgresStartException("another process uses the database in " + directory);
            }
            return channel;
        } catch (IOException e) {
            throw new PostgresStartException("the directory " + directory + " cannot be used: " + e, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The server account must be able to walk down to its files; only our own directories are opened for that. */
    private static void openTheWay(Path directory, ServerAccount account) {
        if (!(account instanceof ServerAccount.SteppedDown)) {
            return;
        }
        try {
            for (Path path : new Path[] {directory.getParent(), directory}) {
                Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
                    Files.setPosixFilePermissions(path, permissions);
                }
            }
            for (Path path = directory; path != null; path = path.getParent()) {
                if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                        .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    throw new PostgresStartException("PostgreSQL runs as 'nobody' here and cannot enter " + path
                            + "; choose a data directory outside it, for example below /var/lib");
                }
            }
        } catch (IOException e) {
            throw new PostgresStartException("the permissions of " + directory + " cannot be set: " + e, e);
        }
    }

    /** For {@code spring.datasource.url}; carries no password. */
    public String jdbcUrl() {
        return url(postmaster.port(), DATABASE);
    }

    public String username() {
        return Cluster.ROLE;
    }

    public String password() {
        return cluster.password();
    }

    public int port() {
        return postmaster.port();
    }

    /** The server's process, for a report. */
    public long pid() {
        return postmaster.process().pid();
    }

    /** Whether it was already running, left by a process that was killed. */
    public boolean adopted() {
        return adopted;
    }

    /** A fast stop: open transactions are rolled back, everything committed is on disk. */
    @Override
    public void close() {
        postmaster.stop();
        release(lock);
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the database directory cannot be given back", e);
        }
    }
}
