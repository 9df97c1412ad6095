package dev.kindling.provisioner.client;

import java.util.ArrayList;
import java.util.List;
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

/** Sets one up; the secret is printed this once. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Send events to an address; the secret that signs them is shown this once.")
final class WebhookCreateCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "URL", description = "http or https")
    private String url;

    @Option(names = "--kind", paramLabel = "KIND", description = "only these: workflow.moved, or hardware.*")
    private List<String> kinds = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            description = "only of these machines: room=b,shelf!=3")
    private String selector = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String body = JsonMapper.builder()
                .build()
                .writeValueAsString(Map.of("url", url, "kinds", kinds, "selector", selector));
        try (Api api = connection.open()) {
            JsonNode created = api.post("webhooks", "application/json", body);
            spec.commandLine()
                    .getErr()
                    .println("webhook " + created.at("/webhook/id").asString() + " created; its secret:");
            spec.commandLine().getOut().println(created.path("secret").asString());
            return 0;
        }
    }
}
