package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.provisioner.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A board's whole way, from DISCOVER to SUCCESS, where a real dnsmasq is the router and leases: boots is a proxy and
 * leases nothing, so the nonce, the agent's session and hegel's secrets all hang on the address it learned.
 */
class BehindARouterIT {

    private static final Pattern ACK = Pattern.compile("DHCPACK\\(eth0\\) (192\\.168\\.42\\.1\\d\\d) (\\S+)");

    @TempDir
    Path directory;

    @Test
    void boardIsProvisionedAtAnAddressNobodyDeclared() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: network namespaces need root");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dnsmasq")), "skipped: needs dnsmasq-base");
        Path out = directory.resolve("out");
        List<String> words = new Installation(RunningKindling.home(), RunningKindling.jar())
                .java(
                        "dev.kindling.provisioner.Kindling",
                        List.of("-Xmx512m", "-Djava.io.tmpdir=" + directory),
                        List.of("demo", "--lab", "--router", "--pis", "1", "--plain", "--keep"));
        Process demo = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        Path kept = null;
        try {
            assertThat(demo.waitFor(15, TimeUnit.MINUTES)).as("it ends").isTrue();
            String said = Files.readString(out);
            kept = kept(said);
            assertThat(demo.exitValue()).as(said).isZero();
            assertThat(said).containsPattern("SUCCESS +right");

            Matcher lease = ACK.matcher(Files.readString(kept.resolve("router.log")));
            assertThat(lease.find()).as("the router leased").isTrue();
            String log = Files.readString(kept.resolve("data/log/kindling.log"));
            assertThat(log)
                    .as("boots leases nothing")
                    .contains("mode=\"proxy\"")
                    .contains("hegel.secret-read mac=\"" + lease.group(2) + "\"");
            assertThat(Files.readString(
                            kept.resolve("data/boots/boot/" + lease.group(2).replace(':', '-') + ".boot")))
                    .as("the address it learned")
                    .contains("learned=true", "address=" + lease.group(1));
        } finally {
            demo.destroy();
            demo.waitFor(60, TimeUnit.SECONDS);
            if (kept != null) {
                remove(kept);
            }
        }
    }

    private static Path kept(String said) {
        Matcher line = Pattern.compile("Kept: (\\S+)").matcher(said);
        assertThat(line.find()).as(said).isTrue();
        return Path.of(line.group(1));
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
