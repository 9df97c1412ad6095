package dev.kindling.provisioner.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What render and lint fill a template with. */
final class TemplateWish {

    @Option(
            names = "--device",
            paramLabel = "NAME=MAC",
            description = "a machine under the name the template has for it, e.g. device_1=dc:a6:32:00:00:01")
    private Map<String, String> devices = new LinkedHashMap<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a value for the template")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--values", paramLabel = "FILE", description = "a JSON object of values for the template")
    private Path file;

    ObjectNode json() throws IOException {
        ObjectNode wish = JsonMapper.builder().build().createObjectNode();
        ObjectNode named = wish.putObject("devices");
        devices.forEach(named::put);
        ObjectNode data = wish.putObject("data");
        if (file != null) {
            JsonNode object = Documents.parse(Files.readString(file));
            object.properties().forEach(entry -> data.set(entry.getKey(), entry.getValue()));
        }
        values.forEach(data::put);
        return wish;
    }
}
