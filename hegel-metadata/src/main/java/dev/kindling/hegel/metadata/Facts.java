package dev.kindling.hegel.metadata;

import dev.kindling.hegel.instance.Instance;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads a hardware document the way Tinkerbell's hegel does ({@code hegel:http-server, @v0.6.0}): the instance's own
 * words first, then what the document says elsewhere. Text is empty where nothing is said.
 */
final class Facts {

    private static final String VERSION_4 = "4";
    private static final String VERSION_6 = "6";

    private final Instance instance;
    private final JsonNode metadata;
    private final JsonNode own;

    Facts(Instance instance) {
        this.instance = instance;
        this.metadata = instance.document().path("metadata");
        this.own = metadata.path("instance");
    }

    String id() {
        return first(own.path("id"), instance.document().path("id"), instance.hardwareId());
    }

    String hostname() {
        String named = instance("hostname");
        return named.isEmpty() ? instance.hostname() : named;
    }

    String instance(String name) {
        return text(own.path(name));
    }

    String operatingSystem(String name) {
        return text(own.path("operating_system").path(name));
    }

    String plan() {
        return first(own.path("plan"), metadata.path("facility").path("plan_slug"), "");
    }

    String facility() {
        return first(own.path("facility"), metadata.path("facility").path("facility_code"), "");
    }

    /** One item in each line. */
    String lines(String name) {
        List<String> lines = new ArrayList<>();
        own.path(name).forEach(item -> lines.add(text(item)));
        return String.join("\n", lines);
    }

    /** Classic Tinkerbell reads {@code metadata.userdata}, its proto has {@code metadata.instance.userdata}: both. */
    String userData() {
        return first(own.path("userdata"), metadata.path("userdata"), "");
    }

    String vendorData() {
        return first(own.path("vendordata"), metadata.path("vendordata"), "");
    }

    String publicIpv4() {
        return address(VERSION_4, true);
    }

    String publicIpv6() {
        return address(VERSION_6, true);
    }

    /** The address of the interface when the instance lists none. */
    String localIpv4() {
        String listed = address(VERSION_4, false);
        return listed.isEmpty() ? instance.address() : listed;
    }

    private String address(String family, boolean isPublic) {
        for (JsonNode list : List.of(own.path("network").path("addresses"), own.path("ips"))) {
            for (JsonNode entry : list) {
                String named = first(entry.path("address_family"), entry.path("family"), VERSION_4);
                if (named.equals(family) && entry.path("public").asBoolean(false) == isPublic) {
                    return text(entry.path("address"));
                }
            }
        }
        return "";
    }

    private static String first(JsonNode one, JsonNode two, String otherwise) {
        String text = text(one);
        if (text.isEmpty()) {
            text = text(two);
        }
        return text.isEmpty() ? otherwise : text;
    }

    private static String text(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return node.isValueNode() ? node.asString() : node.toString();
    }
}
