package dev.kindling.provisioner.tinkerbell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes what Tinkerbell v0.6 to v0.8 take: {@code hardware push}, {@code template create}, {@code workflow create}. */
public final class ClassicFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ClassicFiles() {}

    /** One file for each thing, called by its id. */
    public static void write(Found found, Path directory) throws IOException {
        Path hardware = Files.createDirectories(directory.resolve("hardware"));
        for (Found.Board each : found.hardware()) {
            Files.writeString(hardware.resolve(each.id() + ".json"), pretty(each.document()));
        }
        Path templates = Files.createDirectories(directory.resolve("templates"));
        for (Found.Recipe each : found.templates()) {
            Files.writeString(templates.resolve(each.id() + ".yaml"), each.text());
        }
        Path workflows = Files.createDirectories(directory.resolve("workflows"));
        for (Found.Run each : found.workflows()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", each.id());
            values.put("template", each.template());
            values.put("hardware", each.hardware());
            values.put("state", "STATE_" + each.state());
            Files.writeString(workflows.resolve(each.id() + ".json"), pretty(values));
        }
    }

    private static String pretty(Map<String, Object> values) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n";
    }
}
