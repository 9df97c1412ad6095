package dev.kindling.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.runtime.Contexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real engine that this test starts for itself, with an image made of busybox. */
class DockerRuntimeIT {

    private static final Path DOCKERD = Path.of("/usr/sbin/dockerd");
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final int PATIENCE_SECONDS = 120;

    /** Made here and not by JUnit: a socket's path is short, and mounts of the engine outlive it for a moment. */
    private static final Path ROOT = temporary();

    @BeforeAll
    static void engine() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "skipped: a container engine needs root");
        Assumptions.assumeTrue(
                Files.isExecutable(DOCKERD) && Files.isExecutable(BUSYBOX),
                "skipped: needs the Debian packages docker.io and busybox-static");
        Files.createDirectories(ROOT.resolve("var/run"));
        new ProcessBuilder(
                        DOCKERD.toString(),
                        "--host",
                        host(),
                        "--data-root",
                        ROOT + "/data",
                        "--exec-root",
                        ROOT + "/exec",
                        "--pidfile",
                        ROOT + "/pid",
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false")
                .redirectErrorStream(true)
                .redirectOutput(ROOT.resolve("dockerd.log").toFile())
                .start();
        boolean up = isUp();
        Assumptions.assumeTrue(up, () -> "skipped: dockerd does not start here: " + log());
        Path tree = ROOT.resolve("tree/bin");
        Files.createDirectories(tree);
        Files.copy(BUSYBOX, tree.resolve("busybox"));
        Files.createDirectories(ROOT.resolve("data-in"));
        shell("cd " + ROOT
                + "/tree && for a in sh echo sleep cat ls; do ln -s busybox bin/$a; done; tar c . | docker -H " + host()
                + " import - test/busybox:1");
        Assumptions.assumeTrue(
                docker("run --rm test/busybox:1 /bin/echo fine").contains("fine"),
                () -> "skipped: containers do not start here: " + log());
    }

    @AfterAll
    static void stop() throws Exception {
        Path pid = ROOT.resolve("pid");
        if (Files.exists(pid)) {
            ProcessHandle daemon = ProcessHandle.of(
                            Long.parseLong(Files.readString(pid).strip()))
                    .orElseThrow();
            daemon.destroy();
            daemon.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        shell("rm -rf " + ROOT);
    }

    @Test
    void commandRunsWithEnvironmentVolumesAndWorkflowDirectory() throws Exception {
        Files.createDirectories(ROOT.resolve("data-in"));
        Files.writeString(ROOT.resolve("data-in/file"), "from the machine\n");
        ActionContext context = context(
                "test/busybox:1",
                List.of("/bin/sh", "-c", "echo $WHO; cat /in/file; echo kept > /workflow/note"),
                Duration.ofMinutes(1));
        assertThat(new DockerRuntime().run(context)).isInstanceOf(ActionResult.Succeeded.class);
        assertThat(Contexts.output(context).text()).isEqualTo("you\nfrom the machine\n");
        assertThat(ROOT.resolve("worker/w-1/note")).hasContent("kept");
        assertNothingLeft();
    }

    @Test
    void exitCodeIsReported() throws Exception {
        ActionContext context =
                context("test/busybox:1", List.of("/bin/sh", "-c", "echo bad; exit 7"), Duration.ofMinutes(1));
        assertThatThrownBy(() -> new DockerRuntime().run(context))
                .isInstanceOfSatisfying(
                        ActionFailure.class, e -> assertThat(e.exitCode()).isEqualTo(7));
        assertThat(Contexts.output(context).text()).isEqualTo("bad\n");
        assertNothingLeft();
    }

    @Test
    void cancellationRemovesTheContainer() throws Exception {
        ActionContext context = context("test/busybox:1", List.of("/bin/sleep", "1000"), Duration.ofMinutes(1));
        Thread runner = new Thread(() -> {
            try {
                new DockerRuntime().run(context);
            } catch (ActionFailure | IOException | InterruptedException e) {
                Contexts.output(context).line("ended");
            }
        });
        context.cancellation().onCancel(runner::interrupt);
        runner.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (docker("ps -q").isBlank()) {
            assertThat(System.nanoTime())
                    .as("a container within %d s", PATIENCE_SECONDS)
                    .isLessThan(end);
            assertThat(runner.isAlive())
                    .as(() -> Contexts.output(context).text())
                    .isTrue();
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
        context.cancellation().cancel(Cancellation.Cause.CANCELLED);
        runner.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(Contexts.output(context).text()).contains("ended");
        assertNothingLeft();
    }

    @Test
    void bothStreamsAndLongLinesAreLoggedWhole() throws Exception {
        ActionContext context = context(
                "test/busybox:1",
                List.of(
                        "/bin/sh",
                        "-c",
                        "echo out; echo err >&2; n=0; while [ $n -lt 3000 ]; do"
                                + " printf 0123456789012345678901234567890123456789012345678901234567890123; n=$((n+1)); done; echo"),
                Duration.ofMinutes(1));
        new DockerRuntime().run(context);
        String text = Contexts.output(context).text();
        assertThat(text).contains("out\n").contains("err\n");
        assertThat(text.lines().mapToInt(String::length).max()).hasValue(64 * 3000);
    }

    @Test
    void privilegesAreGivenOnlyWhereTheActionSaysSo() throws Exception {
        List<String> command = List.of("/bin/sh", "-c", "cat /proc/self/status; echo ${KINDLING_PRIVILEGED:-unset}");
        ActionContext plain = context("test/busybox:1", command, Duration.ofMinutes(1));
        new DockerRuntime().run(plain);
        assertThat(Contexts.output(plain).text())
                .contains("CapEff:\t00000000a80425fb")
                .endsWith("unset\n");
        ActionContext privileged =
                context(new ActionRef("w-1", 0, 1), "test/busybox:1", command, Map.of("KINDLING_PRIVILEGED", "true"));
        new DockerRuntime().run(privileged);
        String text = Contexts.output(privileged).text();
        Assumptions.assumeFalse(
                text.contains("no privileges to give away"), "skipped: this engine has no privileges to give away");
        assertThat(text).doesNotContain("CapEff:\t00000000a80425fb").endsWith("unset\n");
    }

    /** The agent died, its container did not: the same attempt goes on with it, and has all of its output. */
    @Test
    void containerOfTheSameAttemptIsGoneOnWith() throws Exception {
        ActionRef ref = new ActionRef("w-1", 0, 3);
        String script = "echo begun; while [ ! -e /workflow/go ]; do sleep 0.1; done; echo went on; exit 5";
        outlive(ref, script);
        assertThat(new DockerRuntime().hasOutlived(new AgentRoot(ROOT), ref)).isTrue();
        assertThat(new DockerRuntime().hasOutlived(new AgentRoot(ROOT), new ActionRef("w-1", 0, 4)))
                .isFalse();
        Files.writeString(ROOT.resolve("worker/w-1/go"), "");
        ActionContext context = context(ref, "test/busybox:1", List.of("/bin/sh", "-c", script), Map.of());
        assertThatThrownBy(() -> new DockerRuntime().run(context))
                .isInstanceOfSatisfying(
                        ActionFailure.class, e -> assertThat(e.exitCode()).isEqualTo(5));
        assertThat(Contexts.output(context).text())
                .contains("outlived the agent")
                .containsOnlyOnce("begun\nwent on\n");
        assertNothingLeft();
    }

    @Test
    void containerOfAnotherAttemptIsRemoved() throws Exception {
        outlive(new ActionRef("w-1", 0, 1), "sleep 1000");
        ActionContext context =
                context(new ActionRef("w-1", 0, 2), "test/busybox:1", List.of("/bin/echo", "a new one"), Map.of());
        new DockerRuntime().run(context);
        assertThat(Contexts.output(context).text()).endsWith("a new one\n").doesNotContain("outlived");
        assertNothingLeft();
    }

    /** Starts what an attempt would, without an agent to wait for it. */
    private static void outlive(ActionRef ref, String script) throws Exception {
        Files.createDirectories(ROOT.resolve("worker/w-1"));
        Files.deleteIfExists(ROOT.resolve("worker/w-1/go"));
        ContainerSpec spec = ContainerSpec.of(
                context(ref, "test/busybox:1", List.of(), Map.of()),
                "test/busybox:1",
                List.of("/bin/sh", "-c", script));
        Engine engine = new Engine(ROOT.resolve("var/run/docker.sock"), Duration.ofMinutes(2));
        assertThat(engine.post("/containers/create?name=" + spec.name(), spec.json(false))
                        .isFine())
                .isTrue();
        assertThat(engine.post("/containers/" + spec.name() + "/start", "").isFine())
                .isTrue();
    }

    /** dockerd takes any certificate of a registry on loopback; that it checks others is its own affair. */
    @Test
    void privateRegistryGetsItsPasswordAndNoOtherDoes() throws Exception {
        try (PrivateRegistry registry = PrivateRegistry.start(ROOT.resolve("registry"))) {
            String image = registry.host() + "/team/tool:1";
            String config = "--config " + ROOT + "/client ";
            docker(config + "login -u " + PrivateRegistry.USER + " -p " + PrivateRegistry.PASSWORD + " "
                    + registry.host());
            docker("tag test/busybox:1 " + image);
            docker(config + "push " + image);
            docker("rmi " + image);
            List<String> command = List.of("/bin/sh", "-c", "echo pulled; echo ${REGISTRY_PASSWORD:-unset}");
            ActionRef ref = new ActionRef("w-1", 0, 1);

            ActionContext elsewhere = context(ref, image, command, login("other.example"));
            assertThatThrownBy(() -> new DockerRuntime().run(elsewhere))
                    .isInstanceOf(ActionFailure.class)
                    .hasMessageContaining("cannot be pulled");

            ActionContext right = context(ref, image, command, login(registry.host()));
            new DockerRuntime().run(right);
            String text = Contexts.output(right).text();
            assertThat(text)
                    .contains("pulling " + image, "pulled " + image + ", " + registry.host() + "/team/tool@sha256:")
                    .endsWith("pulled\nunset\n")
                    .doesNotContain(PrivateRegistry.PASSWORD);
            String digest = text.replaceAll("(?s).*@(sha256:[0-9a-f]{64}).*", "$1");

            docker("rmi " + image);
            Map<String, String> mirrored = new java.util.HashMap<>(login(registry.host()));
            mirrored.put("REGISTRY_MIRROR", "nowhere.invalid=" + registry.host());
            ActionContext byMirror = context(ref, "nowhere.invalid/team/tool@" + digest, command, mirrored);
            new DockerRuntime().run(byMirror);
            assertThat(Contexts.output(byMirror).text())
                    .contains("pulling " + registry.host() + "/team/tool@" + digest)
                    .endsWith("pulled\nunset\n");
        }
        assertNothingLeft();
    }

    private static Map<String, String> login(String host) {
        return Map.of(
                "REGISTRY_HOST", host,
                "REGISTRY_USERNAME", PrivateRegistry.USER,
                "REGISTRY_PASSWORD", PrivateRegistry.PASSWORD);
    }

    @Test
    void imageThatCannotBePulledIsNamed() {
        ActionContext context = context("127.0.0.1:1/nobody/nothing:2", List.of(), Duration.ofMinutes(1));
        assertThatThrownBy(() -> new DockerRuntime().run(context))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("127.0.0.1:1/nobody/nothing:2 cannot be pulled");
    }

    @Test
    void commandThatIsNotThereFails() throws Exception {
        ActionContext context = context("test/busybox:1", List.of("/no/such/tool"), Duration.ofMinutes(1));
        assertThatThrownBy(() -> new DockerRuntime().run(context))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("cannot be started");
        assertNothingLeft();
    }

    private static void assertNothingLeft() throws Exception {
        assertThat(docker("ps -aq")).isBlank();
    }

    private static ActionContext context(String image, List<String> command, Duration timeout) {
        return context(new ActionRef("w-1", 0, 1), image, command, Map.of("WHO", "you"));
    }

    private static ActionContext context(
            ActionRef ref, String image, List<String> command, Map<String, String> environment) {
        Assignment assignment = new Assignment(
                ref,
                "task",
                "action with blanks",
                image,
                command,
                environment,
                List.of("/data-in:/in:ro"),
                "",
                Duration.ofMinutes(1),
                Map.of(),
                List.of("/bin/echo", "for whoever runs the attempt"),
                List.of());
        return new ActionContext(
                assignment,
                new AgentRoot(ROOT),
                assignment.environment(),
                new Contexts.Site(),
                new Contexts.Output(),
                new Cancellation());
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory(Path.of("/tmp"), "kindling-docker.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host() {
        return "unix://" + ROOT + "/var/run/docker.sock";
    }

    private static boolean isUp() throws Exception {
        for (int n = 0; n < 300; n++) {
            if (docker("version --format {{.Server.Version}}").matches("(?s)\\d.*")) {
                return true;
            }
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private static String docker(String arguments) throws Exception {
        return shell("docker -H " + host() + " " + arguments);
    }

    private static String shell(String command) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static String log() {
        try {
            List<String> lines = Files.readAllLines(ROOT.resolve("dockerd.log"));
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
