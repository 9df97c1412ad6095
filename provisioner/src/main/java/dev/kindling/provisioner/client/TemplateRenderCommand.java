package dev.kindling.provisioner.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints the YAML a workflow would be made of; what is wrong with it goes to the other stream, and the exit code is 1 then. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Show what a template becomes, without creating anything.")
final class TemplateRenderCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private TemplateWish wish;

    @Parameters(arity = "0..1", paramLabel = "TEMPLATE", description = "name or id of a stored one")
    private String template;

    @Option(names = "-f", paramLabel = "FILE", description = "a template that is not stored")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if ((template == null) == (file == null)) {
            throw new ParameterException(spec.commandLine(), "give a stored template's name, or -f FILE");
        }
        ObjectNode body = wish.json();
        String path = "templates/render";
        if (file == null) {
            path = "templates/" + UrlText.of(template) + "/render";
        } else {
            body.put("text", Files.readString(file));
        }
        try (Api api = connection.open()) {
            JsonNode rendered = api.post(path, "application/json", body.toString());
            PrintWriter out = spec.commandLine().getOut();
            out.print(rendered.path("text").asString());
            out.flush();
            String name = file == null ? template : file.toString();
            rendered.path("problems")
                    .forEach(problem -> spec.commandLine().getErr().println(TemplateLintCommand.line(name, problem)));
            return rendered.path("problems").isEmpty() ? 0 : 1;
        }
    }
}
