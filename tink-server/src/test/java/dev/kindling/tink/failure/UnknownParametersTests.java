package dev.kindling.tink.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownParametersTests {

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
    void theParameterAndTheKnownOnesAreNamed() {
        HttpResponse<String> refused = server.send("GET", "/api/v1/workflows?bogus=1&stat%65=RUNNING&limit=5", "");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("\"pointer\":\"parameter bogus\"")
                .contains("known are after, limit, machine, selector, state")
                .doesNotContain("parameter state");
        assertThat(server.send("POST", "/api/v1/workflows?wait", "{}").body()).contains("this takes none");
        assertThat(server.send("GET", "/api/v1/events?kinds=a", "").statusCode())
                .isEqualTo(400);
        assertThat(server.sendAnonymously("GET", "/api/v1/workflows?bogus=1", "")
                        .statusCode())
                .isEqualTo(401);
    }

    /** What every list takes, the command line sends to all of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hardware",
                "templates",
                "workflows",
                "machines",
                "tokens",
                "secrets",
                "batches",
                "webhooks",
                "audit"
            })
    void everyListTakesALimit(String list) {
        assertThat(server.send("GET", "/api/v1/" + list + "?limit=1", "").statusCode())
                .isEqualTo(200);
    }
}
