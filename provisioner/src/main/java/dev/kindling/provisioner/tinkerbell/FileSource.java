package dev.kindling.provisioner.tinkerbell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Files and directories: hardware and workflow JSON, template YAML, custom resources in YAML or JSON. */
public final class FileSource {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern RESOURCE = Pattern.compile("(?m)^\\s*[\"']?apiVersion[\"']?\\s*:");

    private final Gathering gathering = new Gathering();
    private final List<Map<?, ?>> resources = new ArrayList<>();

    private FileSource() {}

    /** Reads files, and directories with all below them. */
    public static Found read(List<Path> places) {
        FileSource source = new FileSource();
        for (Path place : places) {
            source.files(place).forEach(source::file);
        }
        // Workflows name templates by what those are called, in whatever order they came.
        new CustomResources(source.gathering).read(source.resources);
        return source.gathering.done();
    }

    private List<Path> files(Path place) {
        try (Stream<Path> below = Files.walk(place)) {
            return below.filter(Files::isRegularFile)
                    .filter(path -> path.equals(place) || path.toString().matches(".*\\.(json|ya?ml|tmpl)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new SourceException(place + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void file(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new SourceException(file + " is not readable UTF-8 text: " + e.getMessage(), e);
        }
        if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
            json(file, text);
        } else if (RESOURCE.matcher(text).find()) {
            yaml(file, text);
        } else {
            gathering.template(idOf(file), "", text);
        }
    }

    /** A file that is called by an id keeps it; another one has the same id at every import. */
    private static String idOf(Path file) {
        String stem = file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
        try {
            return UUID.fromString(stem).toString();
        } catch (IllegalArgumentException _) {
            return idOf("template/" + stem);
        }
    }

    static String idOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void yaml(Path file, String text) {
        try {
            for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
                document(file, each);
            }
        } catch (YamlEngineException e) {
            throw new SourceException(file + " is not YAML: " + e.getMessage(), e);
        }
    }

    private void json(Path file, String text) {
        try {
            document(file, JSON.readValue(text, new TypeReference<Object>() {}));
        } catch (JacksonException e) {
            throw new SourceException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void document(Path file, Object value) {
        switch (value) {
            case null -> {}
            case List<?> list -> list.forEach(each -> document(file, each));
            case Map<?, ?> map
            when map.get("items") instanceof List<?> items -> items.forEach(each -> document(file, each));
            case Map<?, ?> map when map.containsKey("apiVersion") -> resources.add(map);
            case Map<?, ?> map when map.containsKey("network") -> hardware(map);
            case Map<?, ?> map when map.containsKey("template") && map.containsKey("hardware") -> workflow(map);
            default ->
                gathering.notTaken(
                        file.toString(), "", "is neither hardware, nor a template, a workflow or a custom resource");
        }
    }

    private void hardware(Map<?, ?> map) {
        Object id = map.get("id");
        String named = id == null || String.valueOf(id).isBlank()
                ? idOf("hardware/" + map.get("network"))
                : String.valueOf(id);
        gathering.hardware(named, map, UnaryOperator.identity());
    }

    private void workflow(Map<?, ?> map) {
        Object hardware = map.get("hardware");
        gathering.workflow(
                String.valueOf(map.containsKey("id") ? map.get("id") : ""),
                String.valueOf(map.get("template")),
                hardware instanceof String text ? text : JSON.writeValueAsString(hardware),
                String.valueOf(map.containsKey("state") ? map.get("state") : ""));
    }
}
