package dev.kindling.provisioner.tinkerbell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Hardware, Template and Workflow of {@code tinkerbell.org/v1alpha1}, in classic shapes. */
final class CustomResources {

    /** Where export keeps an id that the resource itself has no place for. */
    static final String ID = "kindling/id";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> HARDWARE_REASONS = Map.of(
            "bmcRef", "Kindling asks no BMC",
            "resources", "nothing here reads it",
            "references", "templates see the hardware document only",
            "tinkVersion", "nothing here reads it",
            "agentID", "agents are known by their MAC or their hardware's id");
    private static final Set<String> HARDWARE_TAKEN =
            Set.of("interfaces", "metadata", "userData", "vendorData", "disks");
    private static final List<String> OF_THE_CLUSTER =
            List.of("labels", "annotations", "ownerReferences", "finalizers");
    private static final Set<String> WORKFLOW_TAKEN = Set.of("templateRef", "hardwareMap");

    private final Gathering gathering;
    private final Map<String, String> templateIds = new LinkedHashMap<>();

    CustomResources(Gathering gathering) {
        this.gathering = gathering;
    }

    void read(List<Map<?, ?>> resources) {
        List<Resource> all = resources.stream().map(Resource::of).toList();
        all.stream().filter(each -> each.is("Hardware")).forEach(this::hardware);
        all.stream().filter(each -> each.is("Template")).forEach(this::template);
        all.stream().filter(each -> each.is("Workflow")).forEach(this::workflow);
        all.stream()
                .filter(each -> !each.is("Hardware") && !each.is("Template") && !each.is("Workflow"))
                .forEach(each -> gathering.notTaken(
                        each.kind() + " " + each.name(), each.apiVersion(), "Kindling has nothing of this kind"));
    }

    /** One resource, its parts never null. */
    private record Resource(
            String apiVersion, String kind, String name, Map<?, ?> metadata, Map<?, ?> spec, Map<?, ?> status) {

        static Resource of(Map<?, ?> document) {
            Map<?, ?> metadata = map(document.get("metadata"));
            return new Resource(
                    text(document.get("apiVersion")),
                    text(document.get("kind")),
                    text(metadata.get("name")),
                    metadata,
                    map(document.get("spec")),
                    map(document.get("status")));
        }

        boolean is(String wanted) {
            return apiVersion.equals("tinkerbell.org/v1alpha1") && kind.equals(wanted);
        }

        /** What export wrote, else the cluster's, else one that is the same at every import. */
        String id() {
            String kept = text(map(metadata.get("annotations")).get(ID));
            String own = kept.isEmpty() ? text(metadata.get("uid")) : kept;
            try {
                return UUID.fromString(own).toString();
            } catch (IllegalArgumentException _) {
                return FileSource.idOf(kind + "/" + text(metadata.get("namespace")) + "/" + name);
            }
        }
    }

    private void hardware(Resource resource) {
        String what = "hardware " + resource.id();
        Map<String, Object> metadata = new LinkedHashMap<>();
        map(resource.spec().get("metadata")).forEach((key, value) -> metadata.put(String.valueOf(key), value));
        putIfThere(metadata, "userdata", resource.spec().get("userData"));
        putIfThere(metadata, "vendordata", resource.spec().get("vendorData"));
        putIfThere(metadata, "disks", resource.spec().get("disks"));
        // Machines have labels here too.
        putIfThere(metadata, "labels", resource.metadata().get("labels"));
        List<Object> interfaces = new ArrayList<>();
        if (resource.spec().get("interfaces") instanceof List<?> list) {
            list.forEach(each -> interfaces.add(networkInterface(map(each))));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("metadata", metadata);
        document.put("network", Map.of("interfaces", interfaces));
        gathering.hardware(
                resource.id(), document, pointer -> pointer.replaceFirst("^/network/interfaces", "/spec/interfaces"));
        resource.spec().keySet().stream()
                .map(String::valueOf)
                .filter(key -> !HARDWARE_TAKEN.contains(key))
                .forEach(key -> gathering.notTaken(
                        what, "/spec/" + key, HARDWARE_REASONS.getOrDefault(key, "Kindling has no place for it")));
        ofTheCluster(what, resource, List.of("annotations", "ownerReferences", "finalizers"));
    }

    private static Map<String, Object> networkInterface(Map<?, ?> each) {
        Map<String, Object> face = new LinkedHashMap<>();
        each.forEach((key, value) -> face.put(String.valueOf(key), value));
        if (each.get("netboot") instanceof Map<?, ?> netboot) {
            face.put("netboot", netboot(netboot));
        }
        return face;
    }

    /** Keys without a classic name stay under their own, to be named as not taken. */
    private static Map<String, Object> netboot(Map<?, ?> netboot) {
        Map<String, Object> classic = new LinkedHashMap<>();
        netboot.forEach((key, value) -> {
            switch (String.valueOf(key)) {
                case "allowPXE" -> classic.put("allow_pxe", value);
                case "allowWorkflow" -> classic.put("allow_workflow", value);
                case "osie" -> {
                    Map<String, Object> osie = new LinkedHashMap<>();
                    map(value)
                            .forEach((inner, text) ->
                                    osie.put(inner.equals("baseURL") ? "base_url" : String.valueOf(inner), text));
                    classic.put("osie", osie);
                }
                default -> classic.put(String.valueOf(key), value);
            }
        });
        return classic;
    }

    private void template(Resource resource) {
        templateIds.put(resource.name(), resource.id());
        gathering.template(resource.id(), "", text(resource.spec().get("data")));
        ofTheCluster("template " + resource.id(), resource, OF_THE_CLUSTER);
    }

    private void workflow(Resource resource) {
        String what = "workflow " + resource.id();
        String template = text(resource.spec().get("templateRef"));
        gathering.workflow(
                resource.id(),
                templateIds.getOrDefault(template, template),
                JSON.writeValueAsString(map(resource.spec().get("hardwareMap"))),
                text(resource.status().get("state")));
        resource.spec().keySet().stream()
                .map(String::valueOf)
                .filter(key -> !WORKFLOW_TAKEN.contains(key))
                .forEach(key -> gathering.notTaken(
                        what,
                        "/spec/" + key,
                        key.equals("hardwareRef")
                                ? "the machines are those of hardwareMap"
                                : "Kindling's boots decides how a board boots"));
        ofTheCluster(what, resource, OF_THE_CLUSTER);
    }

    private void ofTheCluster(String what, Resource resource, List<String> keys) {
        for (String key : keys) {
            Object value = resource.metadata().get(key);
            boolean onlyOurs = value instanceof Map<?, ?> map && map.keySet().equals(Set.of(ID));
            if (value != null && !onlyOurs) {
                gathering.notTaken(what, "/metadata/" + key, "only the cluster it was in reads it");
            }
        }
    }

    private static void putIfThere(Map<String, Object> values, String key, Object value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
