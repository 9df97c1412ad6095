package dev.kindling.provisioner.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates or replaces what files describe; every file is tried, and each refusal names its file. */
@Command(name = "apply", mixinStandardHelpOptions = true, description = "Create or replace what files describe.")
final class ApplyCommand implements Callable<Integer> {

    private final Resource resource;

    @Mixin
    private Connection connection;

    @Option(
            names = "-f",
            required = true,
            paramLabel = "FILE",
            description = "a file, or a directory of them; hardware also as CSV")
    private List<Path> files;

    @Spec
    private CommandSpec spec;

    ApplyCommand(Resource resource) {
        this.resource = resource;
    }

    @Override
    public Integer call() throws IOException {
        int failed = 0;
        try (Api api = connection.open()) {
            Documents documents = new Documents(resource, api);
            for (Path file : files) {
                for (Path each : expand(file)) {
                    failed += apply(documents, each) ? 0 : 1;
                }
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean apply(Documents documents, Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            boolean table = resource == Resource.HARDWARE && file.toString().endsWith(".csv");
            String text = Files.readString(file);
            if (text.isBlank()) {
                throw new Documents.UnreadableException("is empty");
            }
            (table ? documents.applyCsv(text) : documents.apply(text))
                    .forEach(line -> out.println(resource.verb() + " " + line));
            return true;
        } catch (ApiException.Refused e) {
            spec.commandLine().getErr().println("kindling: " + file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            spec.commandLine().getErr().println("kindling: " + file + ": there is no such file");
        } catch (MalformedInputException e) {
            spec.commandLine().getErr().println("kindling: " + file + ": is not UTF-8 text");
        } catch (Documents.UnreadableException e) {
            spec.commandLine().getErr().println("kindling: " + file + ": " + e.getMessage());
        }
        return false;
    }

    private List<Path> expand(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        try (Stream<Path> entries = Files.list(file)) {
            return entries.filter(path -> path.toString()
                            .matches(resource == Resource.HARDWARE ? ".*\\.(json|csv)" : ".*\\.(json|ya?ml)"))
                    .sorted()
                    .toList();
        }
    }
}
