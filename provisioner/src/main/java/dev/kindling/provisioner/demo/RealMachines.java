package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Api;
import dev.kindling.simulator.sample.SampleNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What of an inventory virtual boards would stand in for. A board that boots under a real machine's address takes its
 * workflow, and its document would take the real one's place.
 */
final class RealMachines {

    private RealMachines() {}

    /** What of a document a board has too. */
    private record Face(String id, String mac, String address) {

        static List<Face> of(JsonNode document) {
            List<Face> faces = new ArrayList<>();
            for (JsonNode each : document.path("network").path("interfaces")) {
                JsonNode dhcp = each.path("dhcp");
                faces.add(new Face(
                        document.path("id").asString(""),
                        dhcp.path("mac").asString("").toLowerCase(Locale.ROOT),
                        dhcp.path("ip").path("address").asString("")));
            }
            return faces;
        }
    }

    /**
     * One line for each clash; empty when the boards may have the power on. The sample's own documents, from an earlier
     * time, are no clash.
     *
     * @param inventory hardware documents as REST lists them
     */
    static List<String> clashes(List<SampleNode> nodes, Iterable<JsonNode> inventory) {
        Map<String, Face> byId = new HashMap<>();
        List<Face> virtual = new ArrayList<>();
        for (SampleNode node : nodes) {
            for (Face face : Face.of(Api.json(node.hardware()))) {
                virtual.add(face);
                byId.put(face.id(), face);
            }
        }
        List<String> clashes = new ArrayList<>();
        for (JsonNode document : inventory) {
            for (Face real : Face.of(document)) {
                if (real.equals(byId.get(real.id()))) {
                    continue;
                }
                for (Face board : virtual) {
                    shared(real, board)
                            .ifPresent(what -> clashes.add("hardware " + real.id() + " (" + real.mac() + ", "
                                    + real.address() + ") has the " + what + " of a virtual board"));
                }
            }
        }
        return clashes;
    }

    private static Optional<String> shared(Face real, Face board) {
        if (real.mac().equals(board.mac())) {
            return Optional.of("MAC address");
        }
        if (!real.address().isEmpty() && real.address().equals(board.address())) {
            return Optional.of("address");
        }
        return real.id().equals(board.id()) ? Optional.of("id") : Optional.empty();
    }
}
