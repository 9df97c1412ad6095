package dev.kindling.provisioner.client;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What an operator decides about a workflow. */
@Command(mixinStandardHelpOptions = true)
final class WorkflowDecideCommand implements Callable<Integer> {

    private final Decision decision;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "ID")
    private String id;

    @Spec
    private CommandSpec spec;

    WorkflowDecideCommand(Decision decision) {
        this.decision = decision;
    }

    /** What can be decided. */
    enum Decision {
        CANCEL("Stop it; a running action is stopped on its machine."),
        RESUME("The held action is done: go on with the next one."),
        FAIL("Give the held workflow up.");

        private final String description;

        Decision(String description) {
            this.description = description;
        }

        String verb() {
            return name().toLowerCase(Locale.ROOT);
        }

        String description() {
            return description;
        }
    }

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            JsonNode decided = api.post("workflows/" + UrlText.of(id) + "/" + decision.verb(), "application/json", "");
            String state = decided.path("state").asString();
            spec.commandLine()
                    .getOut()
                    .println(output.isJson() ? Api.pretty(decided) : "workflow " + id + " is " + state);
            return 0;
        }
    }
}
