package dev.kindling.provisioner.client;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a token and shows it, once. */
@Command(name = "create", mixinStandardHelpOptions = true, description = "Make a token and show it, once.")
final class TokenCreateCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "NAME", description = "whose it is")
    private String name;

    @Option(names = "--role", description = "viewer, operator or admin (default: ${DEFAULT-VALUE})")
    private String role = "viewer";

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description =
                    "how long it is good for, 90d or 12h, or until when, 2027-01-31 or 2027-01-31T18:00:00Z (default: for ever)")
    private String expires;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    TokenCreateCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Map<String, String> wish = new LinkedHashMap<>(Map.of("name", name, "role", role.toUpperCase(Locale.ROOT)));
        if (expires != null) {
            wish.put("expiresAt", expiry().toString());
        }
        String body = JsonMapper.builder().build().writeValueAsString(wish);
        try (Api api = connection.open()) {
            JsonNode created = api.post("tokens", "application/json", body);
            spec.commandLine().getOut().println(created.path("token").asString());
            return 0;
        }
    }

    private Instant expiry() {
        try {
            Instant end = switch (expires.charAt(expires.length() - 1)) {
                case 'd' -> clock.instant().plus(Duration.ofDays(number()));
                case 'h' -> clock.instant().plus(Duration.ofHours(number()));
                case 'Z' -> Instant.parse(expires);
                default ->
                    LocalDate.parse(expires)
                            .atStartOfDay(ZoneId.systemDefault())
                            .toInstant();
            };
            if (end.isAfter(clock.instant())) {
                return end;
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException | StringIndexOutOfBoundsException e) {
            // Said below, as of one that is over.
        }
        throw new ParameterException(
                spec.commandLine(),
                "--expires '" + expires
                        + "' is not a time to come; write 90d, 12h, 2027-01-31 or 2027-01-31T18:00:00Z");
    }

    private long number() {
        return Long.parseLong(expires.substring(0, expires.length() - 1));
    }
}
