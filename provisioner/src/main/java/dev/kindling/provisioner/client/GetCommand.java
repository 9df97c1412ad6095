package dev.kindling.provisioner.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** Shows one of a kind. */
@Command(name = "get", mixinStandardHelpOptions = true, description = "Show one.")
final class GetCommand implements Callable<Integer> {

    private final Resource resource;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "ID", description = "its id, or its name; of hardware and machines also a MAC")
    private String id;

    @Spec
    private CommandSpec spec;

    GetCommand(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            String text = api.text(resource.path() + "/" + UrlText.of(id));
            spec.commandLine().getOut().println(readable(text));
            return 0;
        }
    }

    /** JSON is indented; a template's YAML stays as it is. */
    private static String readable(String text) {
        try {
            return Api.pretty(Api.json(text));
        } catch (JacksonException e) {
            return text;
        }
    }
}
