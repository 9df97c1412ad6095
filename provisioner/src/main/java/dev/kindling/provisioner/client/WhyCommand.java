package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What happened to a machine, what stopped it, and what helps. */
@Command(
        name = "kindling why",
        mixinStandardHelpOptions = true,
        description = "What happened to a machine, what stopped it, and what helps.")
public final class WhyCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Option(names = "--last", description = "how many events are shown (default: ${DEFAULT-VALUE})")
    private int last = 30;

    @Mixin
    private MachineArgument machine;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Api api = connection.open()) {
            String path = "machines/" + UrlText.of(machine.mac(api));
            JsonNode verdict = api.get(path + "/verdict");
            if (output.isJson()) {
                out.println(Api.pretty(verdict));
                return 0;
            }
            JsonNode timeline = api.get(path + "/timeline?limit=500").path("items");
            for (int i = Math.max(0, timeline.size() - last); i < timeline.size(); i++) {
                out.println(EventLine.of(timeline.get(i)));
            }
            print(out, verdict);
            return 0;
        }
    }

    private static void print(PrintWriter out, JsonNode verdict) {
        out.println();
        JsonNode all = verdict.path("verdicts");
        for (JsonNode each : all.isArray() ? all : java.util.List.of(verdict)) {
            String cause = each.path("cause").asString(each.path("summary").asString(""));
            if (!cause.isEmpty()) {
                out.println(cause);
            }
            String remedy = each.path("remedy").asString("");
            if (!remedy.isEmpty()) {
                out.println("  what helps: " + remedy);
            }
        }
        out.flush();
    }
}
