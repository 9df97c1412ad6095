package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TokenCommandTests {

    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private FakeApi api;

    @BeforeEach
    void serve() throws IOException {
        api = new FakeApi().on("POST tokens", 201, "{\"id\":\"t1\",\"token\":\"kt_secret\"}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"90d, 2027-02-24T12:00:00Z", "12h, 2026-11-27T00:00:00Z", "2027-01-31T18:00:00Z, 2027-01-31T18:00:00Z"})
    void aTokenMayEnd(String wish, String end) {
        assertThat(create("ci", "--role", "operator", "--expires", wish)).isZero();

        assertThat(api.out().strip()).isEqualTo("kt_secret");
        assertThat(api.requests())
                .singleElement()
                .asString()
                .contains("\"role\":\"OPERATOR\"", "\"expiresAt\":\"" + end);
    }

    @Test
    void aDateEndsItWhereItBegins() {
        assertThat(create("ci", "--expires", "2027-01-31")).isZero();
        assertThat(api.requests()).singleElement().asString().containsPattern("\"expiresAt\":\"2027-01-3[01]T");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "90", "d", "-1d", "0h", "2020-01-01", "soon", "99999999999999999999d", "9223372036854775807h"
            })
    void anEndThatIsNoneIsRefused(String wish) {
        assertThat(create("ci", "--expires", wish)).isEqualTo(2);
        assertThat(api.requests()).isEmpty();
        assertThat(api.err()).contains("--expires '" + wish + "' is not a time to come");
    }

    @Test
    void anAppliedTokenIsShownAndTheListSaysHowLongEachIsGood() throws IOException {
        Path file = Files.writeString(
                directory.resolve("token.json"),
                "{\"name\":\"ci\",\"role\":\"VIEWER\",\"expiresAt\":\"2027-01-01T00:00:00Z\"}");
        api.on(
                "GET tokens?limit=200",
                200,
                "{\"items\":[{\"id\":\"t1\",\"expiresAt\":\"2027-01-01T00:00:00Z\"},{\"id\":\"t2\"}]}");

        assertThat(api.run("token", "apply", "-f", file.toString())).isZero();
        assertThat(api.run("token", "list")).isZero();

        assertThat(api.out()).contains("t1 created: kt_secret", "EXPIRES", "2027-01-01T00:00:00Z");
    }

    private int create(String... words) {
        return api.run(ClientCommands.reporting(new CommandLine(new TokenCreateCommand(NOW))), words);
    }
}
