package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.simulator.walk.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/nfsroot/build} promises of its trees. */
class RootTreeIT {

    private static final Duration HASH = Duration.ofMinutes(5);
    private static final String PACKAGES = "usr/share/kindling/packages";

    @BeforeEach
    void needs() {
        Needs.orSkip();
    }

    /** Debian may publish packages between two builds; then it is two builds after that which must be the same. */
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void samePackagesAndSameAgentGiveTheSameTree(String architecture) throws Exception {
        Path work = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-trees.");
        try {
            RootTree tree = new RootTree(architecture);
            Path log = work.resolve("log");
            Path one = tree.kept(log);
            Path other = tree.fresh(work.resolve("one"), log);
            if (Files.mismatch(one.resolve(PACKAGES), other.resolve(PACKAGES)) >= 0) {
                one = other;
                other = tree.fresh(work.resolve("other"), log);
            }
            assertThat(one.resolve(PACKAGES)).hasSameTextualContentAs(other.resolve(PACKAGES));
            assertThat(hash(one, work)).isEqualTo(hash(other, work));
        } finally {
            Directories.delete(work);
        }
    }

    private static String hash(Path tree, Path work) throws Exception {
        Path said = Files.createTempFile(work, "hash", "");
        String hash = Program.run(said, HASH, Checkout.nfsroot("tree-hash").toString(), tree.toString());
        assertThat(hash.strip()).matches("[0-9a-f]{64}");
        return hash.strip();
    }
}
