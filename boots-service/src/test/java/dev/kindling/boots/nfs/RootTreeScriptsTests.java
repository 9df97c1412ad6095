package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/nfsroot}: what a tree is checked for, how machines are pointed at one, and whom a board asks for names. */
class RootTreeScriptsTests {

    private static final String KEY = "-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n";

    @TempDir
    private Path scratch;

    private record Outcome(int status, String output) {}

    private static Outcome run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", Guest.DEPLOY.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    // --- check
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void goodTreeIsTakenAndWhatItsActionsLackIsSaid() throws Exception {
        Outcome outcome = run("check", tree().toString());

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("kindling/qemuimg2disk cannot run there", "--with qemu-utils")
                .contains("kindling/eeprom-config")
                .doesNotContain("syslinux");
    }

    @Test
    void treeForPcsLacksOtherThings() throws Exception {
        Path tree = tree();
        Files.createDirectories(tree.resolve("usr/lib/x86_64-linux-gnu"));
        write(tree, "usr/bin/qemu-img", "");
        write(tree, "usr/bin/syslinux", "");

        assertThat(run("check", tree.toString()).output())
                .contains("no /usr/lib/syslinux/mbr/mbr.bin")
                .doesNotContain("qemu-img", "flashrom", "no /usr/bin/syslinux");
    }

    @ParameterizedTest
    @CsvSource({
        "etc/ssh/ssh_host_ed25519_key, key, ssh_host_ed25519_key",
        "etc/machine-id, 0123456789abcdef0123456789abcdef, machine-id is not empty",
        "var/lib/systemd/random-seed, seed, random-seed",
        "etc/kindling/tls.key, anything, tls.key",
        "etc/shadow, root:$y$j9T$salt$hash:20454:0:99999:7:::, has a password: root",
        "etc/shadow, root::20454:0:99999:7:::, has a password: root",
        "etc/ssl/certs/ca-certificates.crt, '', no authorities",
        "root/.netrc, machine a login b password c, .netrc",
    })
    void secretOfOneMachineIsRefusedByName(String file, String content, String said) throws Exception {
        Path tree = tree();
        write(tree, file, content.isEmpty() ? "" : content + "\n");

        Outcome outcome = run("check", tree.toString());

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.output()).contains(said);
    }

    @ParameterizedTest
    @CsvSource({"etc/docker/tls.pem", "opt/kindling/agent.env", "root/key"})
    void privateKeyIsRefusedWhateverItIsCalled(String file) throws Exception {
        Path tree = tree();
        write(tree, file, KEY);

        Outcome outcome = run("check", tree.toString());

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.output()).contains("private key").contains(file);
    }

    /** The agent's own classes name what a key begins with. */
    @Test
    void classArchiveIsNoKey() throws Exception {
        Path tree = tree();
        write(tree, "opt/kindling/agent.jsa", KEY);

        assertThat(run("check", tree.toString()).status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "usr/sbin/init",
        "opt/kindling/agent.jar",
        "opt/kindling/java.options",
        "boot/initrd.img",
        "usr/sbin/kexec",
        "usr/bin/java"
    })
    void missingFileIsNamed(String file) throws Exception {
        Path tree = tree();
        Files.delete(tree.resolve(file));

        Outcome outcome = run("check", tree.toString());

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.output()).contains("/" + file + " is missing");
    }

    /** Everything {@code check} asks for, empty where only the name counts. */
    private Path tree() throws IOException {
        Path tree = scratch.resolve("tree");
        for (String file : List.of(
                "usr/sbin/init",
                "usr/bin/java",
                "usr/sbin/dockerd",
                "usr/bin/containerd",
                "usr/sbin/runc",
                "usr/sbin/iptables",
                "usr/sbin/debugfs",
                "usr/sbin/kexec",
                "usr/bin/mcopy",
                "usr/bin/mount",
                "usr/bin/sync",
                "opt/kindling/agent.jar",
                "opt/kindling/java.options",
                "boot/vmlinuz",
                "boot/initrd.img",
                "etc/machine-id",
                "root/.bashrc",
                "etc/systemd/system/multi-user.target.wants/kindling-agent.service",
                "etc/systemd/system/sockets.target.wants/docker.socket",
                "etc/systemd/system/local-fs.target.wants/var-lib-docker.mount")) {
            write(tree, file, "");
        }
        write(tree, "etc/shadow", "root:*:20454:0:99999:7:::\ndaemon:!:20454:0:99999:7:::\n");
        write(tree, "etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\n");
        Files.createSymbolicLink(Files.createDirectories(tree.resolve("var")).resolve("run"), Path.of("/run"));
        return tree;
    }

    private static void write(Path tree, String file, String content) throws IOException {
        Path path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    // --- generation
    // -----------------------------------------------------------------------------------------------------

    @Test
    void machinesAreLedToATreeAndBack() throws Exception {
        Path roots = roots("one", "two");

        assertThat(generation("use", "one")).isEqualTo("current: one, before: none\n");
        assertThat(generation("use", "two")).isEqualTo("current: two, before: one\n");
        assertThat(Files.readSymbolicLink(roots.resolve("current"))).isEqualTo(Path.of("two"));
        assertThat(generation("back")).isEqualTo("current: one, before: two\n");
        assertThat(Files.readSymbolicLink(roots.resolve("current"))).isEqualTo(Path.of("one"));
        assertThat(generation("back")).isEqualTo("current: two, before: one\n");
    }

    /** The one before stays the one before. */
    @Test
    void usingTheSameTwiceForgetsNothing() throws Exception {
        roots("one", "two");
        generation("use", "one");
        generation("use", "two");
        generation("use", "two");

        assertThat(generation("back")).startsWith("current: one");
    }

    @Test
    void oneMachineIsLedApart() throws Exception {
        Path roots = roots("one", "two");
        generation("use", "one");

        assertThat(generation("use", "two", "--machine", "DC-A6-32-42-00-0B"))
                .isEqualTo("machine-dc:a6:32:42:00:0b: two, before: none\n");

        assertThat(Files.readSymbolicLink(roots.resolve("current"))).isEqualTo(Path.of("one"));
        assertThat(generation("list").lines()).containsExactly("one\t current", "two\t machine-dc:a6:32:42:00:0b");
        assertThat(refused("back", "--machine", "dc:a6:32:42:00:0b")).contains("nothing was used before");
    }

    @Test
    void treeThatIsUsedIsNotRemoved() throws Exception {
        Path roots = roots("one", "two", "three");
        generation("use", "one");
        generation("use", "two", "--machine", "dc:a6:32:42:00:0b");
        Files.writeString(roots.resolve("three.sha256"), "hash\n");

        assertThat(refused("remove", "one")).contains("one is used: current");
        assertThat(refused("remove", "two")).contains("two is used: machine-dc:a6:32:42:00:0b");
        assertThat(generation("remove", "three")).isEmpty();

        assertThat(roots.resolve("three")).doesNotExist();
        assertThat(roots.resolve("three.sha256")).doesNotExist();
        assertThat(roots.resolve("one")).isDirectory();
        assertThat(roots.resolve("two")).isDirectory();
    }

    @ParameterizedTest
    @CsvSource({"remove, ..", "remove, ''", "remove, current", "remove, none", "use, none", "use, current", "back,"})
    void whatIsNoTreeIsRefused(String verb, String name) throws Exception {
        Path roots = roots("one");
        generation("use", "one");

        assertThat(name == null ? refused(verb) : refused(verb, name)).startsWith("generation: ");

        assertThat(Files.isSymbolicLink(roots.resolve("current"))).isTrue();
        assertThat(roots.resolve("one/usr")).isDirectory();
    }

    @Test
    void machineThatIsNoMacAddressIsRefused() throws Exception {
        Path roots = roots("one");

        assertThat(refused("use", "one", "--machine", "../../x")).contains("not a MAC address");

        assertThat(Files.exists(roots.resolve("machine-../../x"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    private Path roots(String... names) throws IOException {
        Path roots = scratch.resolve("roots");
        for (String name : names) {
            Files.createDirectories(roots.resolve(name).resolve("usr"));
        }
        return roots;
    }

    private Outcome generationScript(String... words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--data", scratch.toString()));
        arguments.addAll(List.of(words));
        return run("generation", arguments.toArray(String[]::new));
    }

    private String generation(String... words) throws IOException, InterruptedException {
        Outcome outcome = generationScript(words);
        assertThat(outcome.status()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private String refused(String... words) throws IOException, InterruptedException {
        Outcome outcome = generationScript(words);
        assertThat(outcome.status()).as(outcome.output()).isNotZero();
        return outcome.output();
    }

    // --- kernel-names
    // ---------------------------------------------------------------------------------------------------

    /** As net/ipv4/ipconfig.c writes it, since Linux 4.18 also with several name servers. */
    @Test
    void nameServersComeFromAKernelThatAskedByItself() throws Exception {
        Path answer = Files.writeString(scratch.resolve("pnp"), """
                #PROTO: DHCP
                domain example.org
                nameserver 192.168.42.2
                nameserver 192.168.42.1
                bootserver 192.168.42.2
                """);

        assertThat(run("kernel-names", answer.toString())).isEqualTo(new Outcome(0, """
                search example.org
                nameserver 192.168.42.2
                nameserver 192.168.42.1
                """));
    }

    @Test
    void kernelThatWasToldNothingLeavesNothing() throws Exception {
        Path answer = Files.writeString(scratch.resolve("pnp"), "#MANUAL\n");

        assertThat(run("kernel-names", answer.toString())).isEqualTo(new Outcome(0, ""));
        assertThat(run("kernel-names", scratch.resolve("none").toString())).isEqualTo(new Outcome(0, ""));
    }
}
