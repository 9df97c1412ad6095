package dev.kindling.provisioner.client;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String body = JsonMapper.builder()
                .build()
                .writeValueAsString(Map.of("name", name, "role", role.toUpperCase(Locale.ROOT)));
        try (Api api = connection.open()) {
            JsonNode created = api.post("tokens", "application/json", body);
            spec.commandLine().getOut().println(created.path("token").asString());
            return 0;
        }
    }
}
