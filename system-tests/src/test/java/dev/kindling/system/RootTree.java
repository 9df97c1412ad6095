package dev.kindling.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The root tree of {@code deploy/nfsroot/build}. Unpacking Debian takes minutes, so a tree is kept in the cache for as
 * long as the builder stays the same; each test gets links to its files, and today's agent.
 *
 * @param architecture as Debian names it
 */
record RootTree(String architecture) {

    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration COPY = Duration.ofMinutes(2);

    /** Puts it into the data directory of an installation, as the only tree. */
    Path into(Path data, Path log) throws IOException, InterruptedException {
        Path kept = kept(log);
        Path tree = Files.createDirectories(data.resolve("roots")).resolve("tree");
        Program.run(log, COPY, "cp", "-a", "--link", kept.toString(), tree.toString());
        Path agent = tree.resolve("opt/kindling/agent.jar");
        if (Files.mismatch(agent, Checkout.agentJar()) >= 0) {
            Files.delete(agent);
            Files.copy(Checkout.agentJar(), agent);
            // Of the classes of another jar.
            Files.deleteIfExists(agent.resolveSibling("agent.jsa"));
            Files.deleteIfExists(agent.resolveSibling("agent.env"));
        }
        return tree;
    }

    private Path kept(Path log) throws IOException, InterruptedException {
        Path cache = cache();
        Path kept = cache.resolve("roots/" + name());
        if (!Files.isDirectory(kept)) {
            Program.run(
                    log,
                    BUILD,
                    Checkout.nfsroot("build").toString(),
                    "--arch",
                    architecture,
                    "--data",
                    cache.toString(),
                    "--agent",
                    Checkout.agentJar().toString(),
                    "--name",
                    name());
        }
        return kept;
    }

    /** Beside /var/tmp, where the tests work: links need one file system. */
    private static Path cache() throws IOException {
        return Files.createDirectories(Path.of("/var/tmp/kindling-system-tests"));
    }

    private String name() throws IOException {
        try (Stream<Path> files = Files.walk(Checkout.nfsroot(""))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> sources = files.filter(Files::isRegularFile).sorted().toList();
            for (Path source : sources) {
                digest.update(Checkout.home()
                        .relativize(source)
                        .toString()
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(source));
            }
            return architecture + "-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
