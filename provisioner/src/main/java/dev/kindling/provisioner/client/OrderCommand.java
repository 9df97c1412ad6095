package dev.kindling.provisioner.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** An order to one thing, such as cancel or revive. */
@Command(mixinStandardHelpOptions = true, description = "Give it this order.")
final class OrderCommand implements Callable<Integer> {

    private final Resource resource;
    private final String order;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "ID")
    private String id;

    @Spec
    private CommandSpec spec;

    OrderCommand(Resource resource, String order) {
        this.resource = resource;
        this.order = order;
    }

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            JsonNode answer = api.post(resource.path() + "/" + UrlText.of(id) + "/" + order, "application/json", "");
            spec.commandLine()
                    .getOut()
                    .println(resource.verb() + " " + id + " is "
                            + answer.path("state").asString(""));
            return 0;
        }
    }
}
