package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that others wrote: Debian's libnfs-utils. */
class LibnfsIT {

    @TempDir
    private Path data;

    private TestNfs nfs;
    private Path tree;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "nfs-ls"))),
                "nfs-ls is missing; install the package libnfs-utils");
        tree = Files.createDirectories(data.resolve("roots/debian"));
        nfs = new TestNfs(data);
    }

    @AfterEach
    void stop() {
        if (nfs != null) {
            nfs.close();
        }
    }

    @Test
    void listsATreeWithLinksAndOwners() throws Exception {
        Files.createDirectories(tree.resolve("etc/ssl"));
        Files.writeString(tree.resolve("etc/hostname"), "node\n");
        Files.createSymbolicLink(tree.resolve("etc/mtab"), Path.of("/proc/mounts"));

        String listing = run("nfs-ls", "-R", url("/kindling/root"));

        assertThat(listing).containsPattern("-rw\\S* +1 +\\d+ +\\d+ +5 \\S*etc/hostname");
        assertThat(listing).containsPattern("l\\S* .*etc/mtab");
        assertThat(listing).containsPattern("d\\S* .*etc/ssl");
    }

    @Test
    void copiesALargeFileWhole() throws Exception {
        byte[] content = new byte[40 * 1024 * 1024 + 13];
        new Random(2).nextBytes(content);
        Files.write(tree.resolve("large"), content);
        Path copy = data.resolve("copy");

        run("nfs-cp", url("/kindling/root/large"), copy.toString());

        assertThat(Files.mismatch(copy, tree.resolve("large"))).isEqualTo(-1);
    }

    @Test
    void followsALinkToAFile() throws Exception {
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.writeString(tree.resolve("usr/bin/real"), "real content");
        Files.createSymbolicLink(tree.resolve("usr/bin/link"), Path.of("real"));

        assertThat(run("nfs-cat", url("/kindling/root/usr/bin/link"))).isEqualTo("real content");
    }

    @Test
    void mayNotWrite() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "x");
        Process copy = start("nfs-cp", file.toString(), url("/kindling/root/file"));

        assertThat(output(copy)).contains("ROFS");
        assertThat(tree.resolve("file")).doesNotExist();
    }

    private String url(String path) {
        return "nfs://127.0.0.1" + path + "?version=3&nfsport=" + nfs.port() + "&mountport=" + nfs.port();
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String run(String... command) throws Exception {
        Process process = start(command);
        String output = output(process);
        assertThat(process.exitValue())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
        return output;
    }

    private static String output(Process process) throws Exception {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
