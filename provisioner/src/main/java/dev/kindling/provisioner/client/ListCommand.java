package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;

/** Lists all of a kind. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "List all.")
final class ListCommand implements Callable<Integer> {

    private final Resource resource;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Selection selection;

    @Spec
    private CommandSpec spec;

    ListCommand(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Integer call() {
        try (Api api = connection.open()) {
            check();
            ArrayNode items = api.list(resource.path() + selection.query());
            PrintWriter out = spec.commandLine().getOut();
            if (output.isCsv()) {
                csv(api, items).forEach(out::println);
                out.flush();
            } else if (output.isJson()) {
                out.println(Api.pretty(items));
            } else {
                resource.table(items).print(out);
            }
            return 0;
        }
    }

    private void check() {
        boolean labelled = EnumSet.of(Resource.HARDWARE, Resource.MACHINE, Resource.WORKFLOW)
                .contains(resource);
        if (!selection.isEmpty() && !labelled) {
            throw new ParameterException(
                    spec.commandLine(),
                    resource.verb()
                            + " has neither labels nor states; machine and workflow have, and hardware has labels");
        }
        if (selection.state() != null && resource == Resource.HARDWARE) {
            throw new ParameterException(
                    spec.commandLine(), "hardware has no states; see machine list --state declared");
        }
    }

    /** Of machines and hardware, what {@code hardware apply} takes back; of the others, the table's cells. */
    private List<String> csv(Api api, ArrayNode items) {
        return switch (resource) {
            case HARDWARE -> HardwareCsv.write(items, _ -> true);
            case MACHINE -> {
                Set<String> macs = new HashSet<>();
                items.forEach(machine ->
                        macs.add(HardwareCsv.comparable(machine.path("mac").asString(""))));
                yield HardwareCsv.write(api.list("hardware"), mac -> macs.contains(HardwareCsv.comparable(mac)));
            }
            case TEMPLATE, WORKFLOW, TOKEN, SECRET, BATCH, WEBHOOK ->
                resource.table(items).csv();
        };
    }
}
