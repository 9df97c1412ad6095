package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Prints what happens, as it happens; a connection that ends is opened again behind the last event there was. */
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
        if (selection.state() != null && resource != Resource.WORKFLOW && resource != Resource.MACHINE) {
            throw new ParameterException(
                    spec.commandLine(), resource.verb() + " has no states; machine and workflow have");
        }
        try (Api api = connection.open()) {
            Wish wish = wish(api);
            Outage outage = new Outage(spec.commandLine().getErr());
            Look look = new Look(api, wish, outage);
            String last = print(look, api.events(wish.path(), ""), "");
            while (true) {
                String known = last;
                Outage.pause();
                last = print(look, outage.outlast(() -> api.events(wish.path(), known)), known);
            }
        }
    }

    /**
     * What to ask for.
     *
     * @param wanted what an event must contain; empty for any
     */
    private record Wish(String path, String wanted) {}

    private record Look(Api api, Wish wish, Outage outage) {}

    private Wish wish(Api api) {
        if (id != null && resource == Resource.WORKFLOW) {
            return new Wish("workflows/" + UrlText.of(id) + "/events", "");
        }
        String query = selection.selector() == null ? "" : "?selector=" + UrlText.of(selection.selector());
        if (id == null) {
            return new Wish("events" + query, "");
        }
        if (resource == Resource.MACHINE) {
            String mac = api.get("machines/" + UrlText.of(id)).path("mac").asString();
            return new Wish("events" + (query.isEmpty() ? "?" : query + "&") + "machine=" + UrlText.of(mac), "");
        }
        return new Wish("events" + query, id);
    }

    /** Prints what comes until the server ends it or the connection breaks; the id of the last event there was. */
    private String print(Look look, Stream<ServerEvent> stream, String known) {
        PrintWriter out = spec.commandLine().getOut();
        String last = known;
        try (Stream<ServerEvent> events = stream) {
            Iterator<ServerEvent> each = events.iterator();
            while (each.hasNext()) {
                ServerEvent event = each.next();
                last = event.id().isEmpty() ? last : event.id();
                if (concerns(look, event.json())) {
                    out.println(output.isJson() ? event.data() : EventLine.of(event.json()));
                    out.flush();
                }
            }
        } catch (UncheckedIOException broken) {
            // It is opened again behind the last event.
        }
        return last;
    }

    private boolean concerns(Look look, JsonNode event) {
        String kind = event.path("kind").asString("");
        boolean ofKind = switch (resource) {
            case WORKFLOW -> kind.startsWith("workflow.") || kind.startsWith("action.");
            case MACHINE -> true;
            case HARDWARE, TEMPLATE, TOKEN, SECRET, BATCH, WEBHOOK -> kind.startsWith(resource.verb() + ".");
        };
        return ofKind
                && event.toString().contains(look.wish().wanted())
                && (selection.state() == null || inState(look, event));
    }

    /** A workflow's events tell its state; which one a machine is in is asked for, and is the one it is in now. */
    private boolean inState(Look look, JsonNode event) {
        String state = resource == Resource.WORKFLOW
                ? event.at("/facts/to").asString("")
                : stateOf(look, event.path("mac").asString(""));
        return state.equalsIgnoreCase(selection.state());
    }

    private static String stateOf(Look look, String mac) {
        if (mac.isEmpty()) {
            return "";
        }
        try {
            return look.outage()
                    .outlast(() -> look.api().get("machines/" + UrlText.of(mac)))
                    .path("state")
                    .asString("");
        } catch (ApiException.Refused e) {
            // It is no machine, or no more.
            return "";
        }
    }
}
