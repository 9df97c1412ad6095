package dev.kindling.provisioner.client;

import dev.kindling.provisioner.tinkerbell.FileSource;
import dev.kindling.provisioner.tinkerbell.Found;
import dev.kindling.provisioner.tinkerbell.GrpcSource;
import dev.kindling.provisioner.tinkerbell.RestSource;
import dev.kindling.provisioner.tinkerbell.SourceException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Moves an installation over: reads all, says what has no place here, and stores the rest under the ids it had. */
@Command(
        name = "tinkerbell",
        mixinStandardHelpOptions = true,
        description = "Bring hardware, templates and waiting workflows of a Tinkerbell here.")
final class TinkerbellImportCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CONFLICT = 409;
    private static final int WRONG_USAGE = 2;

    @Mixin
    private Connection connection;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "basic authentication of --rest")
    private String user = "";

    @Option(names = "--cert-url", paramLabel = "URL", description = "where --grpc's certificate is; without: plaintext")
    private String certUrl = "";

    @Option(names = "--dry-run", description = "only say what would be done")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    /** Exactly one of them. */
    static final class Source {
        @Option(names = "--rest", paramLabel = "URL", description = "a running tink-server up to v0.6")
        private URI rest;

        @Option(names = "--grpc", paramLabel = "HOST:PORT", description = "a running tink-server v0.2 to v0.8")
        private String grpc;

        @Option(names = "-f", paramLabel = "FILE", description = "files or directories: JSON, YAML, custom resources")
        private List<Path> files;
    }

    @Override
    public Integer call() {
        Found found;
        try {
            found = read();
        } catch (SourceException e) {
            spec.commandLine().getErr().println("kindling: " + e.getMessage());
            return WRONG_USAGE;
        }
        List<String> refused = dryRun ? List.of() : store(found);
        if (dryRun) {
            found.hardware().forEach(each -> out().println("would apply hardware " + each.id()));
            found.templates().forEach(each -> out().println("would apply template " + each.name()));
            found.workflows().stream()
                    .filter(TinkerbellImportCommand::waits)
                    .forEach(each -> out().println("would create workflow " + each.id()));
        }
        found.workflows().stream().filter(each -> !waits(each)).forEach(this::explain);
        found.notTaken().forEach(each -> out().println("not taken: " + each.sentence()));
        refused.forEach(line -> spec.commandLine().getErr().println("kindling: " + line));
        return refused.isEmpty() ? 0 : 1;
    }

    private Found read() {
        if (source.rest != null) {
            return new RestSource(source.rest, user).read();
        }
        return source.grpc != null ? new GrpcSource(source.grpc, certUrl).read() : FileSource.read(source.files);
    }

    private static boolean waits(Found.Run run) {
        return run.state().equals("PENDING");
    }

    private void explain(Found.Run run) {
        String reason = switch (run.state()) {
            case "RUNNING", "PREPARING", "POST" -> "it is at work there: let it end, or make it again here";
            default -> "it has ended, and history stays where it was made";
        };
        out().println("not taken: workflow " + run.id() + " state " + run.state() + ": " + reason);
    }

    private List<String> store(Found found) {
        List<String> refused = new ArrayList<>();
        try (Api api = connection.open()) {
            found.hardware()
                    .forEach(each -> attempt(
                            refused,
                            "hardware " + each.id() + " applied",
                            () -> api.put(
                                    "hardware/" + UrlText.of(each.id()),
                                    "application/json",
                                    JSON.writeValueAsString(each.document()))));
            found.templates()
                    .forEach(each -> attempt(
                            refused,
                            "template " + each.name() + " applied",
                            () -> api.put("templates/" + UrlText.of(each.id()), "application/yaml", each.text())));
            found.workflows().stream()
                    .filter(TinkerbellImportCommand::waits)
                    .forEach(each -> workflow(refused, api, each));
        }
        return refused;
    }

    private void workflow(List<String> refused, Api api, Found.Run run) {
        String body =
                JSON.writeValueAsString(Map.of("id", run.id(), "template", run.template(), "hardware", run.hardware()));
        try {
            api.post("tinkerbell/workflows", "application/json", body);
            out().println("workflow " + run.id() + " created");
        } catch (ApiException.Refused e) {
            if (e.status() == CONFLICT) {
                out().println("workflow " + run.id() + " is here already");
            } else {
                refused.add("workflow " + run.id() + ": " + e.getMessage());
            }
        }
    }

    private void attempt(List<String> refused, String done, Runnable request) {
        try {
            request.run();
            out().println(done);
        } catch (ApiException.Refused e) {
            refused.add(done.replaceFirst(" applied$", "") + ": " + e.getMessage());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
