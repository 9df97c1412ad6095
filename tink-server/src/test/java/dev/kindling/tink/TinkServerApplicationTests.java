package dev.kindling.tink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TinkServerApplicationTests {

    @TempDir
    static Path data;

    private static TinkServer server;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void healthIsOpen() {
        assertThat(server.sendAnonymously("GET", "/healthz", "").statusCode()).isEqualTo(200);
        assertThat(server.sendAnonymously("GET", "/healthz", "").body()).contains("UP");
    }

    @Test
    void firstStartWritesTokenAndKeysForTheirOwnerOnly() throws Exception {
        for (String name : new String[] {"admin-token", "master.key", "pki/boots.key", "pki/hegel.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(data.resolve("pki/ca.pem")).exists();
        assertThat(server.adminToken()).startsWith("kdl_");
    }

    @Test
    @Tag("M2")
    void nothingOfTinkerbellListensByItself() {
        TinkerbellAddresses addresses = server.bean(TinkerbellAddresses.class);

        assertThat(List.of(addresses.grpcPort(), addresses.plaintextPort(), addresses.httpPort()))
                .containsOnly(0);
    }

    @Test
    void everythingElseNeedsToken() {
        assertThat(server.sendAnonymously("GET", "/metrics", "").statusCode()).isEqualTo(401);
        assertThat(server.send("GET", "/metrics", "").statusCode()).isEqualTo(200);
        assertThat(server.send("GET", "/metrics", "").body()).contains("jvm_memory");
    }

    @Test
    void lineOfTheLogCarriesTheFactsOfItsEvent(CapturedOutput output) {
        LoggerFactory.getLogger("dev.kindling.test")
                .atInfo()
                .addKeyValue("mac", "dc:a6")
                .log("test.event");
        assertThat(output).contains(": test.event mac=dc:a6\n");
    }

    @Test
    void openApiDocumentIsServed() {
        assertThat(server.send("GET", "/api/v1/openapi.json", "").body())
                .contains("\"openapi\"", "\"title\":\"Kindling\"", "Provisions bare boards", "\"bearer\"");
    }

    @Test
    void withoutUrlItKeepsItsOwnPostgres(@TempDir Path own) {
        TestDatabase none = new TestDatabase("", "", "");
        try (TinkServer alone = TinkServer.start(own, none, Map.of())) {
            assertThat(alone.send("GET", "/api/v1/machines", "").statusCode()).isEqualTo(200);
            assertThat(own.resolve("postgres")).isDirectory();
        }
        try (TinkServer again = TinkServer.start(own, none, Map.of())) {
            assertThat(again.send("GET", "/api/v1/machines", "").statusCode()).isEqualTo(200);
        }
    }
}
