package dev.kindling.provisioner.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hardware as a table, one row an interface: {@code mac}, the columns of {@link #COLUMNS}, and {@code label.NAME} for each label. What
 * a table cannot say stays in a document as it is; an empty cell takes the value away.
 */
final class HardwareCsv {

    private static final String LABEL = "label.";

    /** A column and its place in the interface. */
    private static final Map<String, String> COLUMNS = columns();

    private HardwareCsv() {}

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("mac", "/dhcp/mac");
        columns.put("hostname", "/dhcp/hostname");
        columns.put("address", "/dhcp/ip/address");
        columns.put("netmask", "/dhcp/ip/netmask");
        columns.put("gateway", "/dhcp/ip/gateway");
        columns.put("arch", "/dhcp/arch");
        columns.put("allow_pxe", "/netboot/allow_pxe");
        columns.put("allow_workflow", "/netboot/allow_workflow");
        return columns;
    }

    /** The table of these documents' interfaces; labels of the shown ones only. */
    static List<String> write(Iterable<JsonNode> documents, Predicate<String> shownMac) {
        List<Map<String, String>> rows = new ArrayList<>();
        TreeSet<String> labels = new TreeSet<>();
        for (JsonNode document : documents) {
            for (JsonNode face : document.path("network").path("interfaces")) {
                if (shownMac.test(face.path("dhcp").path("mac").asString(""))) {
                    Map<String, String> row = row(document, face);
                    row.keySet().stream().filter(name -> name.startsWith(LABEL)).forEach(labels::add);
                    rows.add(row);
                }
            }
        }
        List<String> headings = new ArrayList<>(COLUMNS.keySet());
        headings.addAll(labels);
        List<String> lines = new ArrayList<>(List.of(Csv.line(headings)));
        rows.stream()
                .sorted(java.util.Comparator.comparing(row -> row.get("mac")))
                .map(row -> headings.stream()
                        .map(name -> row.getOrDefault(name, ""))
                        .toList())
                .map(Csv::line)
                .forEach(lines::add);
        return lines;
    }

    private static Map<String, String> row(JsonNode document, JsonNode face) {
        Map<String, String> row = new LinkedHashMap<>();
        COLUMNS.forEach((name, pointer) -> row.put(name, face.at(pointer).asString("")));
        document.path("metadata")
                .path("labels")
                .properties()
                .forEach(label ->
                        row.put(LABEL + label.getKey(), label.getValue().asString("")));
        return row;
    }

    /** The rows of a table, by column. */
    static List<Map<String, String>> read(String text) {
        List<List<String>> rows = Csv.parse(text);
        if (rows.isEmpty()) {
            throw new Documents.UnreadableException("is empty; its first line names the columns: " + known());
        }
        List<String> headings = rows.getFirst();
        for (String heading : headings) {
            if (!COLUMNS.containsKey(heading) && !heading.matches("label\\.[A-Za-z0-9][A-Za-z0-9._/-]{0,62}")) {
                throw new Documents.UnreadableException("has a column '" + heading + "'; the columns are " + known());
            }
        }
        if (!headings.contains("mac")) {
            throw new Documents.UnreadableException("has no column 'mac'; the columns are " + known());
        }
        List<Map<String, String>> read = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            read.add(named(headings, rows.get(i), i + 1));
        }
        return read;
    }

    private static String known() {
        return String.join(", ", COLUMNS.keySet()) + " and label.NAME";
    }

    private static Map<String, String> named(List<String> headings, List<String> cells, int number) {
        if (cells.size() != headings.size()) {
            throw new Documents.UnreadableException(
                    "has " + cells.size() + " cells in row " + number + ", and " + headings.size() + " columns");
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < headings.size(); i++) {
            row.put(headings.get(i), cells.get(i));
        }
        return row;
    }

    /** The document with a row's values in the row's interface, or a new document. */
    static ObjectNode document(Optional<JsonNode> known, Map<String, String> row) {
        ObjectNode document = known.map(each -> (ObjectNode) each.deepCopy())
                .orElseGet(() -> JsonMapper.builder().build().createObjectNode());
        ObjectNode face = face(document, row.get("mac"));
        row.forEach((name, value) -> {
            if (name.startsWith(LABEL)) {
                set(
                        document,
                        "/metadata/labels/" + name.substring(LABEL.length()).replace("/", "~1"),
                        value,
                        false);
            } else {
                set(face, COLUMNS.get(name), value, name.startsWith("allow_"));
            }
        });
        return document;
    }

    /** Its digits: the server takes colons, dashes, dots and none. */
    static String comparable(String mac) {
        return mac.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "");
    }

    private static ObjectNode face(ObjectNode document, String mac) {
        for (JsonNode face : document.path("network").path("interfaces")) {
            if (comparable(face.path("dhcp").path("mac").asString("")).equals(comparable(mac))) {
                return (ObjectNode) face;
            }
        }
        ObjectNode network =
                document.path("network") instanceof ObjectNode known ? known : document.putObject("network");
        ObjectNode face = network.withArray("interfaces").addObject();
        face.putObject("dhcp");
        face.putObject("netboot").put("allow_pxe", true).put("allow_workflow", true);
        return face;
    }

    private static void set(ObjectNode root, String pointer, String value, boolean isBoolean) {
        int last = pointer.lastIndexOf('/');
        String name = pointer.substring(last + 1).replace("~1", "/");
        if (value.isEmpty()) {
            if (root.at(pointer.substring(0, last)) instanceof ObjectNode parent) {
                parent.remove(name);
            }
            return;
        }
        ObjectNode parent = root;
        for (String step : pointer.substring(1, Math.max(1, last)).split("/")) {
            parent = parent.path(step) instanceof ObjectNode known ? known : parent.putObject(step);
        }
        if (isBoolean && value.matches("true|false")) {
            parent.put(name, value.equals("true"));
        } else {
            parent.put(name, value);
        }
    }
}
