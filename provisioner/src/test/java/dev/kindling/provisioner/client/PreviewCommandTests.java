package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PreviewCommandTests {

    private static final String MAC = "dc:a6:32:42:00:0b";

    @TempDir
    Path directory;

    private FakeApi api;

    @BeforeEach
    void serve() throws IOException {
        api = new FakeApi();
        api.on("GET machines/" + MAC + "/preview?client=ipxe", 200, """
                {"parts":[{"service":"boots","name":"tftp.txt","content":"aGk="},
                 {"service":"boots","name":"dhcp/as-ipxe.eth0.bin","content":"AAEC"}]}""");
        api.on("GET workflows?limit=1&machine=" + MAC, 200, """
                {"items":[{"id":"w1","state":"PENDING"}]}""");
        api.on("GET workflows/w1/plan", 200, """
                {"name":"node","actions":[]}""");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int run(String... words) {
        return api.run(ClientCommands.reporting(new CommandLine(new PreviewCommand())), words);
    }

    @Test
    void textsAreShownAndWhoSaidNothingIsNamed() {
        assertThat(run(MAC, "--as", "ipxe")).isZero();
        assertThat(api.out())
                .contains(
                        "=== boots/tftp.txt",
                        "hi\n",
                        "hegel said nothing",
                        "ask the one hegel is connected to (--url)",
                        "workflow w1 is PENDING",
                        "\"name\" : \"node\"")
                .doesNotContain(".bin");
    }

    @Test
    void filesAreWrittenAsTheyAre() {
        assertThat(run(MAC, "--as", "ipxe", "-f", directory.toString())).isZero();
        assertThat(directory.resolve("boots/dhcp/as-ipxe.eth0.bin")).hasBinaryContent(new byte[] {0, 1, 2});
        assertThat(directory.resolve("workflow.json")).content().startsWith("{");
        assertThat(Files.exists(directory.resolve("hegel/none.txt"))).isTrue();
    }
}
