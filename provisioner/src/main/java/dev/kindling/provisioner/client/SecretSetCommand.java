package dev.kindling.provisioner.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Stores a secret; its value comes from a file or from standard input, where no process list shows it. */
@Command(name = "set", mixinStandardHelpOptions = true, description = "Store a secret; the value is read from stdin.")
final class SecretSetCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(names = "--file", description = "read the value from this file instead")
    private Path file;

    @ArgGroup(multiplicity = "1")
    private Scope scope;

    @Spec
    private CommandSpec spec;

    /** Who may have it. */
    private static final class Scope {
        @Option(names = "--cluster", description = "every machine of this cluster may have it")
        private String cluster;

        @Option(names = "--machine", paramLabel = "MAC", description = "these machines may have it")
        private List<String> machines = new ArrayList<>();
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("value", value());
        if (scope.cluster != null) {
            body.put("cluster", scope.cluster);
        } else {
            body.put("machines", scope.machines);
        }
        try (Api api = connection.open()) {
            String json = JsonMapper.builder().build().writeValueAsString(body);
            api.put("secrets/" + UrlText.of(name), "application/json", json);
            spec.commandLine().getOut().println("secret " + name + " stored");
            return 0;
        }
    }

    private String value() throws IOException {
        byte[] bytes = file == null ? System.in.readAllBytes() : Files.readAllBytes(file);
        return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }
}
