package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The root tree of {@code deploy/nfsroot/build}. Unpacking Debian takes minutes, so a tree is kept in the cache for as
 * long as the builder stays the same; each test gets links to its files, and today's agent.
 *
 * @param architecture as Debian names it
 */
record RootTree(String architecture) {

    private static final Duration BUILD = Duration.ofMinutes(30);
    private static final Duration COPY = Duration.ofMinutes(10);

    /** Of Debian; {@code -Dkindling.system.suite=trixie} takes another. */
    private static final String SUITE = System.getProperty("kindling.system.suite", "bookworm");

    private static final String AGENT = "opt/kindling/agent.jar";
    private static final String ARCHIVE = "opt/kindling/agent.jsa";
    private static final String AGENT_WORDS = "opt/kindling/agent.env";

    /** As deploy/nfsroot/build dates them. */
    private static final Instant FILES = Instant.parse("2026-01-01T00:00:00Z");

    /** Puts it into the data directory of an installation, as the only tree. */
    Path into(Path data, Path log) throws IOException, InterruptedException {
        Path kept = kept(log);
        Path tree = Files.createDirectories(data.resolve("roots")).resolve("tree");
        Program.run(log, COPY, "cp", "-a", "--link", kept.toString(), tree.toString());
        if (Files.exists(tree.resolve(ARCHIVE))) {
            // The agent's JVM says on the console what it makes of the archive.
            Files.delete(tree.resolve(AGENT_WORDS));
            Files.writeString(
                    tree.resolve(AGENT_WORDS), "CLASS_ARCHIVE=-XX:SharedArchiveFile=/" + ARCHIVE + " -Xlog:cds\n");
        }
        return tree;
    }

    /** Whether this host can make the agent's class archive for such a tree. */
    boolean hasArchive() {
        String host = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String emulator = architecture.equals("arm64") ? "qemu-aarch64-static" : "qemu-x86_64-static";
        return architecture.equals(host) || Needs.has(emulator);
    }

    /** Fails unless the agent's JVM said that it uses the archive. */
    void assertArchiveUsed(Console console) throws IOException {
        if (hasArchive()) {
            assertThat(console.text()).as(console.end()).contains("Mapped dynamic region #1");
        }
    }

    /** Builds it anew, with the agent of the kept tree. */
    Path fresh(Path data, Path log) throws IOException, InterruptedException {
        build(data, log, kept(log).resolve(AGENT));
        return data.resolve("roots").resolve(builds().name());
    }

    /** With today's agent. */
    Path kept(Path log) throws IOException, InterruptedException {
        return builds().get(
                        directory -> build(directory.getParent().getParent(), log, Checkout.agentJar()),
                        directory -> renewAgent(directory, log));
    }

    private void build(Path data, Path log, Path agent) throws IOException, InterruptedException {
        Program.run(
                log,
                BUILD,
                Checkout.nfsroot("build").toString(),
                "--arch",
                architecture,
                "--suite",
                SUITE,
                "--data",
                data.toString(),
                "--agent",
                agent.toString(),
                "--name",
                builds().name());
    }

    /** New files, because tests that run have links to the old ones. */
    private void renewAgent(Path tree, Path log) throws IOException, InterruptedException {
        if (Files.mismatch(tree.resolve(AGENT), Checkout.agentJar()) < 0) {
            return;
        }
        for (String file : List.of(AGENT_WORDS, ARCHIVE, AGENT)) {
            Files.deleteIfExists(tree.resolve(file));
        }
        Files.copy(Checkout.agentJar(), tree.resolve(AGENT));
        Files.setLastModifiedTime(tree.resolve(AGENT), FileTime.from(FILES));
        if (hasArchive()) {
            Program.run(log, BUILD, Checkout.nfsroot("class-archive").toString(), tree.toString(), architecture);
        }
    }

    private KeptBuild builds() throws IOException {
        try (Stream<Path> files = Files.walk(Checkout.nfsroot(""))) {
            return new KeptBuild(
                    SUITE + "/roots",
                    architecture,
                    files.filter(Files::isRegularFile).toList());
        }
    }
}
