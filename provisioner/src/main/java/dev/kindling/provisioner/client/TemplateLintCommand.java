package dev.kindling.provisioner.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists every problem of every file, one a line; exit code 0 for none, 1 for some. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = "List every problem of templates; with --device or --set, of the rendered text too.")
final class TemplateLintCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private TemplateWish wish;

    @Mixin
    private Output output;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "files of templates, stored or not")
    private List<Path> files;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean clean = true;
        try (Api api = connection.open()) {
            for (Path file : files) {
                clean &= lint(api, file);
            }
        }
        return clean ? 0 : 1;
    }

    private boolean lint(Api api, Path file) throws IOException {
        ObjectNode body = wish.json();
        try {
            body.put("text", Files.readString(file));
        } catch (NoSuchFileException e) {
            spec.commandLine().getErr().println("kindling: " + file + ": there is no such file");
            return false;
        }
        JsonNode problems =
                api.post("templates/lint", "application/json", body.toString()).path("problems");
        if (output.isJson()) {
            spec.commandLine().getOut().println(Api.pretty(problems));
        } else {
            problems.forEach(problem -> spec.commandLine().getOut().println(line(file.toString(), problem)));
        }
        return problems.isEmpty();
    }

    static String line(String file, JsonNode problem) {
        String value = problem.path("value").asString("");
        return file + ": " + problem.path("pointer").asString("") + (value.isEmpty() ? "" : " '" + value + "'") + ": "
                + problem.path("rule").asString("");
    }
}
