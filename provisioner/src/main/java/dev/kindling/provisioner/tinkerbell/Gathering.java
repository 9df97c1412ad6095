package dev.kindling.provisioner.tinkerbell;

import dev.kindling.tink.template.UnknownKeys;
import dev.kindling.tink.tinkerbell.classic.HardwareKeys;
import dev.kindling.tink.tinkerbell.classic.TemplateName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Collects what a source has, and says of everything that has no place in Kindling why. */
final class Gathering {

    private static final String NO_KEY = "Kindling's hardware document has no such key";
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("vlan_id", "boards are booted on untagged networks"),
            Map.entry("domain_name", "one domain for all boards, not each its own (kindling.boots.dhcp.domain)"),
            Map.entry(
                    "classless_static_routes",
                    "the same routes for all boards, not each its own (kindling.boots.dhcp.routes)"),
            Map.entry("tftp_server_name", "boots names itself"),
            Map.entry("boot_file_name", "boots decides by the client which file it gets"),
            Map.entry("disableDhcp", "a machine that is not to be answered is not declared"),
            Map.entry("isoboot", "boards are not booted from ISO images"),
            Map.entry("kernelParams", "boots generates the command line (kindling.boots.commandline.extra)"),
            Map.entry("binary", "boots decides by the client which iPXE it gets"));

    private final List<Found.Board> hardware = new ArrayList<>();
    private final List<Found.Recipe> templates = new ArrayList<>();
    private final List<Found.Run> workflows = new ArrayList<>();
    private final List<Found.NotTaken> notTaken = new ArrayList<>();

    /** @param place from the pointer in the classic document to where it was written */
    void hardware(String id, Map<?, ?> document, UnaryOperator<String> place) {
        HardwareKeys.Known known = HardwareKeys.of(document);
        for (String pointer : known.dropped()) {
            String key = pointer.substring(pointer.lastIndexOf('/') + 1);
            notTaken("hardware " + id, place.apply(pointer), REASONS.getOrDefault(key, NO_KEY));
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("id", id);
        kept.putAll(known.document());
        kept.put("id", id);
        hardware.add(new Found.Board(id, kept));
    }

    /** @param name where it is not the text's own, the text is given it */
    void template(String id, String name, String text) {
        String named = TemplateName.given(name, text);
        if (!named.equals(text)) {
            notTaken(
                    "template " + id,
                    "name: " + TemplateName.of(text),
                    "it is stored as '" + name + "', so its text says that too");
        }
        UnknownKeys.Without known = UnknownKeys.of(named);
        known.dropped().forEach(each -> notTaken("template " + id, each.pointer(), each.rule()));
        templates.add(new Found.Recipe(id, name.isEmpty() ? TemplateName.of(text) : name, known.text()));
    }

    void workflow(String id, String template, String json, String state) {
        String plain = state.replaceFirst("^STATE_", "");
        workflows.add(new Found.Run(id, template, json, plain.isEmpty() ? "PENDING" : plain));
    }

    void notTaken(String what, String field, String reason) {
        notTaken.add(new Found.NotTaken(what, field, reason));
    }

    Found done() {
        return new Found(hardware, templates, workflows, notTaken);
    }
}
