package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Prints what happens, as it happens. */
@Command(name = "watch", mixinStandardHelpOptions = true, description = "Print what happens, until Ctrl-C.")
final class WatchCommand implements Callable<Integer> {

    private final Resource resource;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Selection selection;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "only this one")
    private String id;

    @Spec
    private CommandSpec spec;

    WatchCommand(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String path = resource == Resource.WORKFLOW && id != null
                ? "workflows/" + UrlText.of(id) + "/events"
                : "events" + (selection.selector() == null ? "" : "?selector=" + UrlText.of(selection.selector()));
        try (Api api = connection.open();
                Stream<ServerEvent> events = api.events(path)) {
            events.filter(event -> concerns(event.json())).forEach(event -> {
                out.println(output.isJson() ? event.data() : EventLine.of(event.json()));
                out.flush();
            });
            return 0;
        }
    }

    private boolean concerns(JsonNode event) {
        String kind = event.path("kind").asString("");
        boolean ofKind = switch (resource) {
            case WORKFLOW -> kind.startsWith("workflow.") || kind.startsWith("action.");
            case MACHINE -> true;
            case HARDWARE, TEMPLATE, TOKEN, SECRET, BATCH, WEBHOOK -> kind.startsWith(resource.verb() + ".");
        };
        boolean isWanted =
                id == null || resource == Resource.WORKFLOW || event.toString().contains(id);
        boolean inState =
                selection.state() == null || event.at("/facts/to").asString("").equalsIgnoreCase(selection.state());
        return ofKind && isWanted && inState;
    }
}
