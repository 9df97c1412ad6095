package dev.kindling.provisioner.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A kind of thing that the API keeps, and how it is shown in a table. */
enum Resource {
    HARDWARE(
            "hardware",
            "application/json",
            List.of(
                    new Column("MAC", "/network/interfaces/0/dhcp/mac", "/mac"),
                    new Column("HOSTNAME", "/network/interfaces/0/dhcp/hostname", "/metadata/instance/hostname"),
                    new Column("ADDRESS", "/network/interfaces/0/dhcp/ip/address", "/address"),
                    new Column("ARCH", "/network/interfaces/0/dhcp/arch"),
                    new Column("ID", "/id"))),
    TEMPLATE(
            "templates",
            "application/yaml",
            List.of(new Column("NAME", "/name"), new Column("ID", "/id"), new Column("CHANGED", "/updatedAt"))),
    WORKFLOW(
            "workflows",
            "application/json",
            List.of(
                    new Column("ID", "/id"),
                    new Column("STATE", "/state"),
                    new Column("TEMPLATE", "/template"),
                    new Column("MACHINE", "/machines/0"),
                    new Column("CREATED", "/createdAt"),
                    new Column("REASON", "/reason"))),
    MACHINE(
            "machines",
            "application/json",
            List.of(
                    new Column("MAC", "/mac"),
                    new Column("HOSTNAME", "/hostname"),
                    new Column("ADDRESS", "/address"),
                    new Column("STATE", "/state"),
                    new Column("SERIAL", "/board/serial"),
                    new Column("BOOT", "/bootMode"),
                    new Column("LABELS", "/labels"),
                    new Column("LAST SEEN", "/lastSeenAt"))),
    TOKEN(
            "tokens",
            "application/json",
            List.of(
                    new Column("ID", "/id"),
                    new Column("NAME", "/name"),
                    new Column("ROLE", "/role"),
                    new Column("CREATED", "/createdAt"),
                    new Column("EXPIRES", "/expiresAt"))),
    SECRET(
            "secrets",
            "application/json",
            List.of(
                    new Column("NAME", "/name"),
                    new Column("CLUSTER", "/cluster"),
                    new Column("MACHINES", "/machines"),
                    new Column("CHANGED", "/updatedAt"))),
    BATCH(
            "batches",
            "application/json",
            List.of(
                    new Column("ID", "/id"),
                    new Column("STATE", "/state"),
                    new Column("TEMPLATE", "/template"),
                    new Column("SELECTOR", "/selector"),
                    new Column("QUEUED", "/counts/queued"),
                    new Column("RUNNING", "/counts/running"),
                    new Column("SUCCEEDED", "/counts/succeeded"),
                    new Column("FAILED", "/counts/failed"))),
    WEBHOOK(
            "webhooks",
            "application/json",
            List.of(
                    new Column("ID", "/id"),
                    new Column("STATE", "/state"),
                    new Column("URL", "/url"),
                    new Column("KINDS", "/kinds"),
                    new Column("SELECTOR", "/selector"),
                    new Column("PROBLEM", "/problem")));

    private final String path;
    private final String mediaType;
    private final List<Column> columns;

    Resource(String path, String mediaType, List<Column> columns) {
        this.path = path;
        this.mediaType = mediaType;
        this.columns = columns;
    }

    static Optional<Resource> ofVerb(String verb) {
        return Arrays.stream(values())
                .filter(resource -> resource.verb().equals(verb))
                .findFirst();
    }

    String verb() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Its collection below {@code /api/v1/}. */
    String path() {
        return path;
    }

    String mediaType() {
        return mediaType;
    }

    Table table(Iterable<JsonNode> items) {
        Table table = new Table(columns.stream().map(Column::heading).toList());
        for (JsonNode item : items) {
            table.add(columns.stream().map(column -> column.of(item)).toList());
        }
        return table;
    }

    /** A heading and the places, as JSON pointers, where its value may be. */
    record Column(String heading, List<String> pointers) {

        Column(String heading, String... pointers) {
            this(heading, List.of(pointers));
        }

        String of(JsonNode item) {
            for (String pointer : pointers) {
                JsonNode value = item.at(pointer);
                if (!value.isMissingNode()
                        && !value.isNull()
                        && !value.asString("-").isEmpty()) {
                    return value.isContainer() ? value.toString() : value.asString();
                }
            }
            return "-";
        }
    }
}
