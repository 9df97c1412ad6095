package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTests {

    private static final String MACHINE = "GET machines/dc:a6:32:42:00:0b";

    @TempDir
    Path directory;

    private FakeApi api;

    @BeforeEach
    void serve() throws IOException {
        api = new FakeApi();
        api.on("GET machines/pi", 200, """
                {"mac":"dc:a6:32:42:00:0b","hostname":"pi"}""");
        api.on(MACHINE, 200, """
                {"mac":"dc:a6:32:42:00:0b","hardware":"h1"}""");
        api.on(MACHINE + "/verdict", 200, """
                {"finding":"BOOTING"}""");
        api.on(MACHINE + "/timeline?newest=true&limit=1000", 200, """
                {"items":[{"kind":"boot.started"}]}""");
        api.on("GET hardware/h1", 200, """
                {"id":"h1","metadata":{"instance":{"crypted_root_password":"$6$x","hostname":"pi"},"tokens":["abc-1"],
                  "pin_secret":12345,"image":"https://u:pw-1@images.lan/a"}}""");
        api.on("GET workflows?machine=dc:a6:32:42:00:0b&limit=200", 200, """
                {"items":[{"id":"w1","template":"node"},{"id":"w2","template":"gone"}],"next":null}""");
        api.on("GET templates/node", 200, "version: \"0.1\"\n");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int run(String file) {
        return api.run(ClientCommands.reporting(new CommandLine(new ReportCommand())), "pi", "-f", file);
    }

    private void services(String name) {
        api.on(MACHINE + "/report", 200, """
                {"mac":"x","parts":[{"service":"boots","name":"%s","content":"AAEC"}]}""".formatted(name));
    }

    @Test
    void everythingIsInOneFileAndPasswordsAreNot() throws IOException {
        services("packets.pcapng");
        Path file = directory.resolve("r.zip");

        assertThat(run(file.toString())).isZero();

        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(Object::toString))
                    .containsExactlyInAnyOrder(
                            "README.txt",
                            "machine.json",
                            "verdict.json",
                            "timeline.json",
                            "hardware.json",
                            "workflow-w1.json",
                            "workflow-w2.json",
                            "template-node.yaml",
                            "template-missing.txt",
                            "boots/packets.pcapng");
            assertThat(zip.getInputStream(zip.getEntry("boots/packets.pcapng")).readAllBytes())
                    .containsExactly(0, 1, 2);
            String hardware = new String(
                    zip.getInputStream(zip.getEntry("hardware.json")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(hardware)
                    .contains("<redacted>", "\"hostname\" : \"pi\"")
                    .doesNotContain("$6$x", "abc-1", "12345", "pw-1");
        }
    }

    @Test
    void directoryIsFilledAndNoServiceWritesOutsideOfIt() throws IOException {
        services("packets.pcapng");
        Path inside = Files.createDirectory(directory.resolve("in"));
        assertThat(run(inside.toString())).isZero();
        assertThat(inside.resolve("boots/packets.pcapng")).hasBinaryContent(new byte[] {0, 1, 2});

        services("../../evil");
        assertThat(run(inside.toString())).isEqualTo(1);
        assertThat(directory.resolve("evil")).doesNotExist();
    }

    @Test
    void unknownMachineIsSaid() {
        api.forget();
        api.on("GET machines/pi", 404, "{\"detail\":\"there is none\"}");
        assertThat(run(directory.resolve("r.zip").toString())).isEqualTo(3);
        assertThat(api.err()).contains("there is none");
    }
}
