package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Freezes a template for a machine and lets it begin; for many machines, so many at a time. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Run a template on a machine, on several together, or on each that a selector finds.")
final class WorkflowCreateCommand implements Callable<Integer> {

    private static final String FIRST = "device_1";

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(index = "0", paramLabel = "TEMPLATE", description = "name or id")
    private String template;

    @Parameters(index = "1", arity = "0..1", paramLabel = "MAC", description = "the machine; the template's device_1")
    private String mac;

    @Option(
            names = "--device",
            paramLabel = "NAME=MAC",
            description =
                    "a machine under the name the template has for it, once for each: --device device_2=dc:a6:32:00:00:02")
    private Map<String, String> devices = new LinkedHashMap<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            description = "instead of a MAC: machines by label, room=b,shelf!=3")
    private String selector;

    @Option(
            names = "--max-parallel",
            paramLabel = "N",
            description = "with --selector: so many at a time, the server queues the rest (default: ${DEFAULT-VALUE})")
    private int maxParallel = 20;

    @Option(names = "--no-wait", description = "with --selector: do not wait for the end")
    private boolean noWait;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a value for the template")
    private Map<String, String> data = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        check();
        try (Api api = connection.open()) {
            return selector == null ? one(api) : many(api);
        }
    }

    private void check() {
        boolean named = mac != null || !devices.isEmpty();
        if (named == (selector != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "give a MAC, --device NAME=MAC for each machine of one workflow, or --selector for many workflows");
        }
        if (mac != null && devices.putIfAbsent(FIRST, mac) != null) {
            throw new ParameterException(spec.commandLine(), "'" + mac + "' is " + FIRST + ", and so is a --device");
        }
    }

    private int one(Api api) {
        JsonNode created = post(api, "workflows", Map.of("template", template, "devices", devices, "data", data));
        String id = created.path("id").asString();
        spec.commandLine().getOut().println(output.isJson() ? Api.pretty(created) : "workflow " + id + " created");
        return 0;
    }

    private int many(Api api) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode batch = post(
                api,
                "batches",
                Map.of("template", template, "selector", selector, "maxParallel", maxParallel, "data", data));
        String id = batch.path("id").asString();
        if (output.isJson()) {
            out.println(Api.pretty(batch));
        } else {
            out.println("batch " + id + " created for " + batch.path("items").size() + " machines");
        }
        out.flush();
        return noWait || new BatchFollower(api, out, spec.commandLine().getErr()).follow(id) ? 0 : 1;
    }

    private static JsonNode post(Api api, String path, Map<String, Object> body) {
        return api.post(path, "application/json", JsonMapper.builder().build().writeValueAsString(body));
    }
}
