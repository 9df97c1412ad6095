package dev.kindling.provisioner.client;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes some of a kind. */
@Command(name = "delete", mixinStandardHelpOptions = true, description = "Remove.")
final class DeleteCommand implements Callable<Integer> {

    private final Resource resource;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "id or name of each")
    private List<String> ids;

    @Spec
    private CommandSpec spec;

    DeleteCommand(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            for (String id : ids) {
                api.delete(resource.path() + "/" + UrlText.of(id));
                spec.commandLine().getOut().println(resource.verb() + " " + id + " deleted");
            }
            return 0;
        }
    }
}
