package dev.kindling.provisioner.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Runs again what stands still. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Run again what stands still. A held workflow goes on; one that has ended begins as a new workflow"
                        + " with the same plan, from the action it ended with.")
final class WorkflowRetryCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "ID")
    private String id;

    @Option(
            names = "--from",
            paramLabel = "[TASK/]ACTION",
            description = "the first action to run again; with its task where another one has its name")
    private String from;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String query = from == null ? "" : "?from=" + UrlText.of(from);
        try (Api api = connection.open()) {
            JsonNode retried = api.post("workflows/" + UrlText.of(id) + "/retry" + query, "application/json", "");
            String newId = retried.path("id").asString();
            String sentence = newId.equals(id)
                    ? "workflow " + id + " is " + retried.path("state").asString()
                    : "workflow " + newId + " created, to try again what " + id + " ended with";
            spec.commandLine().getOut().println(output.isJson() ? Api.pretty(retried) : sentence);
            return 0;
        }
    }
}
