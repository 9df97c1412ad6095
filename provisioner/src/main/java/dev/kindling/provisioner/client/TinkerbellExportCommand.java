package dev.kindling.provisioner.client;

import dev.kindling.provisioner.tinkerbell.ClassicFiles;
import dev.kindling.provisioner.tinkerbell.Found;
import dev.kindling.provisioner.tinkerbell.ResourceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way back: everything as files that a Tinkerbell takes, and that import reads again. */
@Command(
        name = "tinkerbell",
        mixinStandardHelpOptions = true,
        description = "Write hardware, templates and workflows as Tinkerbell's files.")
final class TinkerbellExportCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Mixin
    private Connection connection;

    @Option(names = "--to", required = true, paramLabel = "DIRECTORY", description = "where the files go")
    private Path directory;

    @Option(
            names = "--format",
            description = "classic (JSON and YAML of v0.6 to v0.8) or kubernetes (v1alpha1 resources);"
                    + " default: ${DEFAULT-VALUE}")
    private Format format = Format.classic;

    @Spec
    private CommandSpec spec;

    /** As it is typed. */
    enum Format {
        classic,
        kubernetes
    }

    @Override
    public Integer call() throws IOException {
        Found found;
        try (Api api = connection.open()) {
            found = read(api);
        }
        switch (format) {
            case classic -> ClassicFiles.write(found, directory);
            case kubernetes -> ResourceFiles.write(found, directory);
        }
        spec.commandLine()
                .getOut()
                .println(found.hardware().size() + " hardware, "
                        + found.templates().size() + " templates and "
                        + found.workflows().size() + " workflows written to " + directory);
        return 0;
    }

    private static Found read(Api api) {
        List<Found.Board> hardware = new ArrayList<>();
        for (JsonNode each : api.list("hardware")) {
            hardware.add(
                    new Found.Board(each.path("id").asString(), JSON.convertValue(each, new TypeReference<>() {})));
        }
        List<Found.Recipe> templates = new ArrayList<>();
        for (JsonNode each : api.list("templates")) {
            String id = each.path("id").asString();
            templates.add(new Found.Recipe(id, each.path("name").asString(), api.text("templates/" + id)));
        }
        List<Found.Run> workflows = new ArrayList<>();
        for (JsonNode each : api.get("tinkerbell/workflows").path("items")) {
            workflows.add(new Found.Run(
                    each.path("id").asString(),
                    each.path("template").asString(),
                    each.path("hardware").asString(),
                    each.path("state").asString()));
        }
        return new Found(hardware, templates, workflows, List.of());
    }
}
