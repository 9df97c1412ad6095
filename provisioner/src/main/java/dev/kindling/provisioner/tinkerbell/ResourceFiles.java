package dev.kindling.provisioner.tinkerbell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes custom resources of {@code tinkerbell.org/v1alpha1}, which today's Tinkerbell takes from {@code kubectl apply}. */
public final class ResourceFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_NAME = 63;
    private static final DumpSettings BLOCKS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setMultiLineFlow(true)
            .build();

    private ResourceFiles() {}

    /** One file for each thing. */
    public static void write(Found found, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Found.Board each : found.hardware()) {
            write(directory.resolve("hardware-" + each.id() + ".yaml"), hardware(each));
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (Found.Recipe each : found.templates()) {
            names.put(each.id(), name(each.name()));
            write(directory, "Template", name(each.name()), each.id(), Map.of("data", each.text()));
        }
        for (Found.Run each : found.workflows()) {
            Map<String, Object> spec = new LinkedHashMap<>();
            spec.put("templateRef", names.getOrDefault(each.template(), each.template()));
            spec.put("hardwareMap", JSON.readValue(each.hardware(), new TypeReference<Map<String, Object>>() {}));
            Map<String, Object> resource = resource("Workflow", each.id(), each.id(), spec);
            resource.put("status", Map.of("state", each.state()));
            write(directory.resolve("workflow-" + each.id() + ".yaml"), resource);
        }
    }

    private static Map<String, Object> hardware(Found.Board board) {
        Map<String, Object> spec = new LinkedHashMap<>();
        Map<String, Object> document = board.document();
        Map<String, Object> metadata = new LinkedHashMap<>();
        map(document.get("metadata")).forEach((key, value) -> metadata.put(String.valueOf(key), value));
        moved(metadata, "userdata", spec, "userData");
        moved(metadata, "vendordata", spec, "vendorData");
        moved(metadata, "disks", spec, "disks");
        Object labels = metadata.remove("labels");
        if (!metadata.isEmpty()) {
            spec.put("metadata", metadata);
        }
        Object interfaces = map(document.get("network")).get("interfaces");
        spec.put(
                "interfaces",
                interfaces instanceof List<?> list
                        ? list.stream().map(each -> networkInterface(map(each))).toList()
                        : List.of());
        Map<String, Object> resource = resource("Hardware", nameOf(board), board.id(), spec);
        if (labels != null) {
            Map<String, Object> own = new LinkedHashMap<>();
            map(resource.get("metadata")).forEach((key, value) -> own.put(String.valueOf(key), value));
            own.put("labels", labels);
            resource.put("metadata", own);
        }
        return resource;
    }

    private static Map<String, Object> networkInterface(Map<?, ?> each) {
        Map<String, Object> face = new LinkedHashMap<>();
        each.forEach((key, value) -> face.put(String.valueOf(key), value));
        Map<String, Object> netboot = new LinkedHashMap<>();
        map(each.get("netboot")).forEach((key, value) -> netboot.put(String.valueOf(key), value));
        if (!netboot.isEmpty()) {
            moved(netboot, "allow_pxe", netboot, "allowPXE");
            moved(netboot, "allow_workflow", netboot, "allowWorkflow");
            if (netboot.get("osie") instanceof Map<?, ?> osie) {
                Map<String, Object> renamed = new LinkedHashMap<>();
                osie.forEach(
                        (key, value) -> renamed.put(key.equals("base_url") ? "baseURL" : String.valueOf(key), value));
                netboot.put("osie", renamed);
            }
            face.put("netboot", netboot);
        }
        return face;
    }

    private static void moved(Map<String, Object> from, String key, Map<String, Object> to, String other) {
        Object value = from.remove(key);
        if (value != null) {
            to.put(other, value);
        }
    }

    private static String nameOf(Found.Board board) {
        Object interfaces = map(board.document().get("network")).get("interfaces");
        Object first = interfaces instanceof List<?> list && !list.isEmpty() ? list.getFirst() : Map.of();
        Object hostname = map(map(first).get("dhcp")).get("hostname");
        return hostname == null || String.valueOf(hostname).isEmpty() ? board.id() : name(String.valueOf(hostname));
    }

    /** As Kubernetes wants names (RFC 1123). */
    private static String name(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME).replaceAll("-$", "") : plain;
    }

    private static void write(Path directory, String kind, String name, String id, Map<String, Object> spec)
            throws IOException {
        String file = kind.toLowerCase(Locale.ROOT) + "-" + id + ".yaml";
        write(directory.resolve(file), resource(kind, name, id, spec));
    }

    private static void write(Path file, Map<String, Object> resource) throws IOException {
        Files.writeString(file, new Dump(BLOCKS).dumpToString(resource));
    }

    private static Map<String, Object> resource(String kind, String name, String id, Map<String, Object> spec) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("apiVersion", "tinkerbell.org/v1alpha1");
        resource.put("kind", kind);
        resource.put("metadata", Map.of("name", name, "annotations", Map.of(CustomResources.ID, id)));
        resource.put("spec", spec);
        return resource;
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
