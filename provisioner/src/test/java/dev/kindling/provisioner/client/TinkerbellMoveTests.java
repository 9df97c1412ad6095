package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.provisioner.tinkerbell.FileSource;
import dev.kindling.provisioner.tinkerbell.Found;
import dev.kindling.tink.TinkServerApplication;
import dev.kindling.tink.site.TinkAddresses;
import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;

/** {@code import tinkerbell} and {@code export tinkerbell}; the running Tinkerbell is Kindling's own compatibility listener. */
class TinkerbellMoveTests {

    private static final String BOARD = "8d7c7a52-6a30-4a3e-9d5c-4f2b7f1e0a01";
    private static final String TEMPLATE = "8d7c7a52-6a30-4a3e-9d5c-4f2b7f1e0a02";
    private static final String WORKFLOW = "8d7c7a52-6a30-4a3e-9d5c-4f2b7f1e0a03";

    private static final int UNREACHABLE = 4;
    private static final int MOST_RETRIES = 5;

    @TempDir
    static Path data;

    private static ConfigurableApplicationContext server;

    @TempDir
    Path files;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "kindling.tink.data", data.toString(),
                "kindling.tink.grpc.address", "127.0.0.1",
                "kindling.tink.grpc.port", "0",
                "server.address", "127.0.0.1",
                "server.port", "0"));
        properties.put("kindling.tink.tinkerbell.enabled", "true");
        properties.put("kindling.tink.tinkerbell.address", "127.0.0.1");
        properties.put("kindling.tink.tinkerbell.grpc.port", "0");
        properties.put("kindling.tink.tinkerbell.http.port", "0");
        properties.put("kindling.tink.tinkerbell.http.username", "admin");
        properties.put("kindling.tink.tinkerbell.http.password", "secret");
        server = TinkServerApplication.create(properties).run();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void installationMovesFromFilesAndFromARunningServerAndBack() throws IOException {
        Path there = files.resolve("there");
        write(there);
        String[] fromFiles = {"import", "tinkerbell", "-f", there.toString()};

        assertThat(run(with(fromFiles, "--dry-run"))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "would apply hardware " + BOARD,
                        "would apply template moved",
                        "would create workflow " + WORKFLOW,
                        "not taken: hardware " + BOARD + " /colour: ",
                        "not taken: template " + TEMPLATE + " /description: is not a known key",
                        "not taken: workflow 8d7c7a52-6a30-4a3e-9d5c-4f2b7f1e0a04 state SUCCESS: it has ended");
        assertThat(run("hardware", "get", BOARD)).isEqualTo(3);

        assertThat(run(fromFiles)).as(err.toString()).isZero();
        assertThat(out.toString()).containsAnyOf("workflow " + WORKFLOW + " created", WORKFLOW + " is here already");
        assertThat(run(fromFiles)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("workflow " + WORKFLOW + " is here already");

        Found exported = export("classic");
        assertThat(exported.hardware()).extracting(Found.Board::id).containsExactly(BOARD);
        assertThat(exported.templates()).extracting(Found.Recipe::id).containsExactly(TEMPLATE);
        assertThat(exported.workflows())
                .containsExactly(new Found.Run(
                        WORKFLOW, TEMPLATE, "{\"device_1\":\"dc:a6:32:45:00:01\",\"word\":\"hello\"}", "PENDING"));
        assertThat(exported.templates().getFirst().text()).doesNotContain("as it was there");
        Found resources = export("kubernetes");
        assertThat(resources.hardware()).isEqualTo(exported.hardware());
        assertThat(resources.templates()).isEqualTo(exported.templates());
        assertThat(resources.workflows()).isEqualTo(exported.workflows());

        forgetAll();
        assertThat(run("import", "tinkerbell", "-f", files.resolve("kubernetes").toString()))
                .as(err.toString())
                .isZero();
        assertThat(export("again").hardware()).isEqualTo(exported.hardware());
        assertThat(export("once-more").workflows()).isEqualTo(exported.workflows());
        runningServersAreRead();
    }

    /** Into itself, so nothing is new; what matters is that all of it was read. */
    private void runningServersAreRead() {
        TinkerbellAddresses addresses = server.getBean(TinkerbellAddresses.class);
        String http = "http://127.0.0.1:" + addresses.httpPort();
        String[] all = {
            "hardware " + BOARD + " applied", "template moved applied", "workflow " + WORKFLOW + " is here already"
        };
        assertThat(run("import", "tinkerbell", "--rest", http)).isEqualTo(2);
        assertThat(err.toString()).contains("401").contains("give --user NAME:PASSWORD");
        assertThat(run("import", "tinkerbell", "--rest", http, "--user", "admin:secret"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains(all);
        assertThat(run(
                        "import",
                        "tinkerbell",
                        "--grpc",
                        "127.0.0.1:" + addresses.grpcPort(),
                        "--cert-url",
                        http + "/cert"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains(all).doesNotContain("not taken");
    }

    private void forgetAll() {
        assertThat(run("workflow", "delete", WORKFLOW)).as(err.toString()).isZero();
        assertThat(run("template", "delete", TEMPLATE)).as(err.toString()).isZero();
        assertThat(run("hardware", "delete", BOARD)).as(err.toString()).isZero();
    }

    private Found export(String name) {
        Path to = files.resolve(name);
        String format = name.equals("kubernetes") ? name : "classic";
        assertThat(run("export", "tinkerbell", "--to", to.toString(), "--format", format))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("1 hardware, 1 templates and 1 workflows");
        return FileSource.read(List.of(to));
    }

    private static void write(Path there) throws IOException {
        Files.createDirectories(there);
        Files.writeString(there.resolve("hw.json"), """
                {"id": "%s", "colour": "blue", "metadata": {"state": "provisioning"},
                 "network": {"interfaces": [{"dhcp": {"mac": "dc:a6:32:45:00:01", "hostname": "moved",
                   "ip": {"address": "127.45.0.1", "netmask": "255.255.0.0", "gateway": "127.45.0.254"}},
                   "netboot": {"allow_pxe": true, "allow_workflow": true}}]}}""".formatted(BOARD));
        Files.writeString(there.resolve(TEMPLATE + ".yaml"), """
                version: "0.1"
                name: moved
                description: as it was there
                tasks:
                - name: t
                  worker: "{{.device_1}}"
                  actions:
                  - {name: "say-{{.word}}", image: alpine}
                """);
        String workflow = """
                {"id": "%s", "template": "%s", "state": "%s",
                 "hardware": "{\\"device_1\\":\\"dc:a6:32:45:00:01\\",\\"word\\":\\"hello\\"}"}""";
        Files.writeString(there.resolve("waits.json"), workflow.formatted(WORKFLOW, TEMPLATE, "STATE_PENDING"));
        Files.writeString(
                there.resolve("ended.json"),
                workflow.formatted(WORKFLOW.replaceFirst("3$", "4"), TEMPLATE, "STATE_SUCCESS"));
    }

    private static String[] with(String[] words, String more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    /** Every verb here may be said again: a machine so busy that a first answer takes 30 s is not what this is about. */
    private int run(String... words) {
        int code = runOnce(words);
        for (int again = 0; code == UNREACHABLE && again < MOST_RETRIES; again++) {
            code = runOnce(words);
        }
        return code;
    }

    private int runOnce(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = ClientCommands.of(words[0]).orElseThrow();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        String url = "http://127.0.0.1:" + server.getBean(TinkAddresses.class).restPort();
        String[] arguments = Stream.concat(Stream.of(words).skip(1), Stream.of("--url", url, "--token", token()))
                .toArray(String[]::new);
        return command.execute(arguments);
    }

    private static String token() {
        try {
            return Files.readString(data.resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
