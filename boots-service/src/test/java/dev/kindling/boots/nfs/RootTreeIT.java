package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tree that {@code deploy/nfsroot/build} makes, booted: systemd, Docker, and Java in place of the agent, all from our
 * NFS server. {@code -Dkindling.nfsroot=DIRECTORY} takes a data directory with a tree that is built already.
 */
class RootTreeIT {

    /** Stands where the agent does; says what the agent would find. */
    private static final String FAKE_AGENT = """
            public class FakeAgent {
                public static void main(String[] arguments) throws Exception {
                    System.out.println("RESULT java " + Runtime.version().feature());
                    for (String command : new String[] {
                        "docker info", "findmnt -n -o FSTYPE /var/lib/docker", "findmnt -n -o FSTYPE /", "date +%Y",
                        "cat /etc/hostname /proc/sys/kernel/hostname", "echo failed=$(systemctl --failed --no-legend | wc -l)",
                        "cat /sys/fs/cgroup/cgroup.controllers", "docker network create test",
                        "journalctl -u docker -o cat --no-pager -n 20"
                    }) {
                        Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
                        String said = new String(process.getInputStream().readAllBytes());
                        System.out.println("RESULT " + command + " " + process.waitFor() + " " + said);
                    }
                    System.out.println("RESULT end");
                    new ProcessBuilder("systemctl", "poweroff", "-f").inheritIO().start().waitFor();
                }
            }
            """;

    @TempDir
    private Path data;

    @BeforeEach
    void needs() {
        Guest.assumePossible();
    }

    @Test
    void treeBootsToDockerAndTheAgent() throws Exception {
        Path built = built();
        Path tree = built.resolve("roots/tree");
        Path agent = tree.resolve("opt/kindling/agent.jar");
        Files.copy(fakeAgent(), agent, StandardCopyOption.REPLACE_EXISTING);

        try (TestNfs nfs = new TestNfs(built)) {
            String console =
                    new Guest(data, tree.resolve("boot/vmlinuz"), tree.resolve("boot/initrd.img")).boot(nfs, 2_048);

            assertThat(console)
                    .contains("RESULT java 17")
                    .contains("Storage Driver: overlay2")
                    .contains("RESULT docker info 0")
                    .contains("RESULT docker network create test 0")
                    .contains("RESULT findmnt -n -o FSTYPE /var/lib/docker 0 tmpfs")
                    .contains("RESULT findmnt -n -o FSTYPE / 0 overlay")
                    .contains("RESULT date +%Y 0 2033")
                    .contains("0 failed=0")
                    .containsPattern("RESULT cat /sys/fs/cgroup/cgroup\\.controllers 0 [a-z_ ]*\\bmemory\\b")
                    .contains("RESULT end");
        }
    }

    private Path built() throws Exception {
        String given = System.getProperty("kindling.nfsroot");
        if (given != null) {
            return Path.of(given);
        }
        Guest.run(
                data,
                Guest.DEPLOY.resolve("build").toString(),
                "--data",
                data.toString(),
                "--name",
                "tree",
                "--agent",
                fakeAgent().toString());
        return data;
    }

    private Path fakeAgent() throws IOException {
        Path source = Files.writeString(data.resolve("FakeAgent.java"), FAKE_AGENT);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", data.toString(), source.toString());
        assertThat(status).isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "FakeAgent");
        Path jar = data.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            for (String name : List.of("FakeAgent.class")) {
                entries.putNextEntry(new JarEntry(name));
                entries.write(Files.readAllBytes(data.resolve(name)));
            }
        }
        return jar;
    }
}
