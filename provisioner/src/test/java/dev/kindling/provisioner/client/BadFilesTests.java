package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.TinkServerApplication;
import dev.kindling.tink.site.TinkAddresses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;

/** The command line against a real server: a bad file is named with everything that is wrong in it, and leaves no trace. */
class BadFilesTests {

    private static final String BOARD = """
            {"network": {"interfaces": [{
              "dhcp": {"mac": "MAC", "hostname": "n", "arch": "aarch64",
                "ip": {"address": "192.168.42.11", "netmask": "255.255.255.0", "gateway": "192.168.42.1", "family": 4}},
              "netboot": {"allow_pxe": true}}]}}
            """;
    private static final String TEMPLATE = """
            version: "0.1"
            name: bad
            tasks:
            - name: t
              worker: "{{.device_1}}"
              actions:
              - {name: a, imgae: kindling/wipe}
              - {name: a, image: kindling/wipe}
            """;

    @TempDir
    static Path data;

    private static ConfigurableApplicationContext server;

    @TempDir
    Path files;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        server = TinkServerApplication.create(Map.of(
                        "kindling.tink.data", data.toString(),
                        "kindling.tink.grpc.address", "127.0.0.1",
                        "kindling.tink.grpc.port", "0",
                        "server.address", "127.0.0.1",
                        "server.port", "0"))
                .run();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void badHardwareIsNamedWithItsFile() throws IOException {
        Path bad = Files.writeString(
                files.resolve("bad.json"),
                BOARD.replace("MAC", "dc:a6:32:42:00:zz")
                        .replace("aarch64", "aarch46")
                        .replace("192.168.42.1\"", "192.168.43.1\""));

        assertThat(run("hardware", "apply", "-f", bad.toString())).isEqualTo(1);

        assertThat(err.toString())
                .startsWith("kindling: " + bad + ": ")
                .contains("/network/interfaces/0/dhcp/mac 'dc:a6:32:42:00:zz': is not a MAC address")
                .contains("/network/interfaces/0/dhcp/arch 'aarch46': ", "the nearest is 'aarch64'")
                .contains("/network/interfaces/0/dhcp/ip/gateway '192.168.43.1': ", "192.168.42.0/24");
        assertNothingStored("hardware");
    }

    @Test
    void oneBadDocumentOfAFileTakesTheOthersWithIt() throws IOException {
        Path both = Files.writeString(
                files.resolve("both.json"),
                "[" + BOARD.replace("MAC", "dc:a6:32:42:00:01") + "," + BOARD.replace("MAC", "zz") + "]");
        Path table = Files.writeString(
                files.resolve("both.csv"),
                "mac,hostname,address,netmask\ndc:a6:32:42:00:01,a,10.0.0.1,255.0.0.0\ndc:a6:32:42:00:02,b,10.0.0.999,255.0.0.0\n");

        assertThat(run("hardware", "apply", "-f", both.toString())).isEqualTo(1);
        assertThat(run("hardware", "apply", "-f", table.toString())).isEqualTo(1);

        assertThat(err.toString())
                .contains("/1/network/interfaces/0/dhcp/mac 'zz': is not a MAC address")
                .contains("/1/network/interfaces/0/dhcp/ip/address '10.0.0.999'");
        assertNothingStored("hardware");
    }

    @Test
    void fileWithoutContentOrWithoutEndIsSaidInPlainWords() throws IOException {
        Path empty = Files.writeString(files.resolve("empty.json"), " \n");
        Path deep = Files.writeString(files.resolve("deep.json"), "[".repeat(2_000));

        assertThat(run("hardware", "apply", "-f", empty.toString())).isEqualTo(1);
        assertThat(run("template", "apply", "-f", empty.toString())).isEqualTo(1);
        assertThat(run("hardware", "apply", "-f", deep.toString())).isEqualTo(1);

        assertThat(err.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.endsWith("is empty") || line.contains(": is not JSON: "));
    }

    @Test
    void duplicateKeyIsNotSilentlyDropped() throws IOException {
        Path twice = Files.writeString(files.resolve("twice.json"), "{\"id\": \"a\",\n \"id\": \"b\"}");

        assertThat(run("hardware", "apply", "-f", twice.toString())).isEqualTo(1);

        assertThat(err.toString())
                .startsWith("kindling: " + twice + ": is not JSON: ")
                .contains("\"id\"", "line 2");
        assertNothingStored("hardware");
    }

    @Test
    void badTemplateIsNamedWithItsFile() throws IOException {
        Path bad = Files.writeString(files.resolve("bad.yaml"), TEMPLATE);

        assertThat(run("template", "apply", "-f", bad.toString())).isEqualTo(1);

        assertThat(err.toString())
                .startsWith("kindling: " + bad + ": ")
                .contains("line 7, column 15 (/tasks/0/actions/0/imgae) 'imgae': ", "the nearest is 'image'")
                .contains("(/tasks/0/actions/1/name) 'a': ");
        assertNothingStored("template");
    }

    private void assertNothingStored(String verb) {
        out.getBuffer().setLength(0);
        assertThat(run(verb, "list", "-o", "json")).isZero();
        assertThat(Api.json(out.toString())).isEmpty();
    }

    private int run(String verb, String... words) {
        CommandLine command = ClientCommands.of(verb).orElseThrow();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int port = server.getBean(TinkAddresses.class).restPort();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + port, "--token", token()));
        return command.execute(all.toArray(String[]::new));
    }

    private static String token() {
        try {
            return Files.readString(data.resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
