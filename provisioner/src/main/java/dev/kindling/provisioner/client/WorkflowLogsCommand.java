package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What the actions of a workflow wrote. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Show what its actions wrote.")
final class WorkflowLogsCommand implements Callable<Integer> {

    private static final Set<String> FINAL = Set.of("SUCCESS", "FAILED", "TIMEOUT", "CANCELLED");

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "ID")
    private String id;

    @Option(names = "--action", paramLabel = "INDEX", description = "only this one; the first is 0")
    private Integer action;

    @Option(
            names = {"-f", "--follow"},
            description = "go on until the workflow has ended")
    private boolean follow;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String path = "workflows/" + UrlText.of(id);
        try (Api api = connection.open()) {
            if (follow) {
                return follow(api, path, out);
            }
            print(api, path, out);
            return 0;
        }
    }

    /** What never ran has no log; it is named at the end. */
    private void print(Api api, String path, PrintWriter out) {
        JsonNode actions = api.get(path).path("actions");
        List<String> never = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            String name = actions.get(i).path("name").asString("action " + i);
            if (action != null && action != i) {
                continue;
            }
            if (actions.get(i).path("attempt").asInt() == 0) {
                never.add(name);
                continue;
            }
            out.println("--- " + name);
            String text = api.text(path + "/actions/" + i + "/log").stripTrailing();
            out.println(text.isEmpty() ? "(wrote nothing)" : text);
        }
        if (!never.isEmpty()) {
            out.println("not run: " + String.join(", ", never));
        }
        out.flush();
    }

    /** A connection that breaks is opened again; what came before is not printed twice. */
    private int follow(Api api, String path, PrintWriter out) {
        Outage outage = new Outage(spec.commandLine().getErr());
        FollowedLogs printed = new FollowedLogs(api.get(path).path("actions"), out);
        String query = path + "/logs?follow=true" + (action == null ? "" : "&action=" + action);
        while (true) {
            try (Stream<ServerEvent> pieces = outage.outlast(() -> api.events(query))) {
                pieces.forEach(piece -> printed.print(piece.json()));
            } catch (UncheckedIOException broken) {
                out.flush();
            }
            if (FINAL.contains(outage.outlast(() -> api.get(path)).path("state").asString())) {
                printed.end();
                return 0;
            }
            Outage.pause();
        }
    }
}
