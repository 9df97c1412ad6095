package dev.kindling.hegel.web;

import dev.kindling.hegel.cluster.ClusterFacts;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The shape of {@code /v1/cluster}. A field that is not known is null, so that whoever needs it can say so. */
final class ClusterJson {

    private ClusterJson() {}

    static String of(ClusterFacts facts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", facts.name());
        putKnown(json, "server", facts.server());
        members(json.putArray("controlPlanes"), facts.controlPlanes());
        members(json.putArray("members"), facts.members());
        putKnown(json, "role", facts.role());
        return json.toString();
    }

    private static void members(ArrayNode list, List<ClusterFacts.Member> members) {
        for (ClusterFacts.Member member : members) {
            ObjectNode entry = list.addObject();
            entry.put("hostname", member.hostname());
            entry.put("address", member.address());
            putKnown(entry, "role", member.role());
        }
    }

    private static void putKnown(ObjectNode json, String name, String value) {
        json.put(name, value.isEmpty() ? null : value);
    }
}
