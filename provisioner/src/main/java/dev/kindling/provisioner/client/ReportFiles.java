package dev.kindling.provisioner.client;

import dev.kindling.contract.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Gathers what goes into a report; what the server does not have is left out. */
final class ReportFiles {

    private static final int NEWEST_EVENTS = 1_000;
    private static final String READ_ME = """
            What Kindling knows of one machine.

            machine.json       as it was declared and seen
            verdict.json       where it stands, why, and what helps
            timeline.json      its last events
            hardware.json      the document that declares it
            workflow-*.json    its workflows; template-*.yaml what they were made from
            SERVICE/...        what a service added: its configuration, and the packets it kept (Wireshark and
                               tcpdump -r read packets.pcapng; "-" stands for a service that was not connected)

            Values whose names look like a secret's are replaced by <redacted>. Text that people wrote (user data,
            scripts in templates) is as it is: read it before you pass this file on.
            """;

    private final Api api;
    private final String mac;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    ReportFiles(Api api, String mac) {
        this.api = api;
        this.mac = mac;
    }

    Map<String, byte[]> all() {
        String path = "machines/" + UrlText.of(mac);
        JsonNode machine = api.get(path);
        put("README.txt", READ_ME);
        json("machine.json", machine);
        json("verdict.json", api.get(path + "/verdict"));
        json(
                "timeline.json",
                api.get(path + "/timeline?newest=true&limit=" + NEWEST_EVENTS).path("items"));
        if (!machine.path("hardware").isNull()) {
            json(
                    "hardware.json",
                    api.get("hardware/" + UrlText.of(machine.path("hardware").asString())));
        }
        workflows();
        for (JsonNode part : api.get(path + "/report").path("parts")) {
            files.put(
                    part.path("service").asString() + "/" + part.path("name").asString(),
                    part.path("content").binaryValue());
        }
        return files;
    }

    private void workflows() {
        Set<String> templates = new TreeSet<>();
        for (JsonNode workflow : api.list("workflows?machine=" + UrlText.of(mac))) {
            json("workflow-" + workflow.path("id").asString() + ".json", workflow);
            templates.add(workflow.path("template").asString());
        }
        for (String template : templates) {
            try {
                put("template-" + template.replaceAll("[^A-Za-z0-9_.-]", "_") + ".yaml", template(template));
            } catch (ApiException.Refused gone) {
                // A workflow outlives the template it was made from.
                put("template-missing.txt", template + ": " + gone.getMessage() + "\n");
            }
        }
    }

    private String template(String name) {
        return api.text("templates/" + UrlText.of(name));
    }

    private void json(String name, JsonNode node) {
        put(name, Api.pretty(redacted(node)) + "\n");
    }

    private void put(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Free-form metadata may hold anything: of a secret's name nothing is left but empty values and flags. */
    private static JsonNode redacted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                object.set(name, redacted(name, object.path(name)));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, redacted("", array.path(i)));
            }
        }
        return node;
    }

    private static JsonNode redacted(String name, JsonNode value) {
        boolean tellsNothing = value.isNull() || value.isBoolean() || value.isEmpty() && value.isContainer();
        if (Redaction.isSecret(name) && !tellsNothing && !value.asString("-").isEmpty()) {
            return StringNode.valueOf(Redaction.MARK);
        }
        return value.isString() ? StringNode.valueOf(Redaction.of(name, value.asString())) : redacted(value);
    }
}
