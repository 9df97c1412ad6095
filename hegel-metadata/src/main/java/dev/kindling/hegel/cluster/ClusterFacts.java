package dev.kindling.hegel.cluster;

import dev.kindling.hegel.instance.Instance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A cluster as one of its members sees it. Members are the machines whose document says
 * {@code metadata.cluster = {"name": .., "role": "control-plane" | "worker"}} with the same name.
 *
 * @param name of the cluster
 * @param server URL of the Kubernetes API: the control plane with the lowest host name; empty when there is none
 * @param role of the machine that asks
 */
public record ClusterFacts(String name, String server, List<Member> controlPlanes, List<Member> members, String role) {

    private static final String CONTROL_PLANE = "control-plane";
    private static final int API_PORT = 6443;

    /**
     * @param hostname empty when the document gives none
     * @param address dotted quad
     */
    public record Member(String hostname, String address, String role) {}

    public ClusterFacts {
        controlPlanes = List.copyOf(controlPlanes);
        members = List.copyOf(members);
    }

    /** @return empty when the machine belongs to no cluster */
    public static Optional<ClusterFacts> of(Instance machine, List<Instance> inventory) {
        String name = field(machine, "name");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<Member> members = inventory.stream()
                .filter(instance -> field(instance, "name").equals(name))
                .filter(instance -> !instance.address().isEmpty())
                .map(instance -> new Member(instance.hostname(), instance.address(), field(instance, "role")))
                .sorted(Comparator.comparing(Member::hostname).thenComparing(Member::address))
                .toList();
        List<Member> controlPlanes = members.stream()
                .filter(member -> member.role().equals(CONTROL_PLANE))
                .toList();
        String server = controlPlanes.isEmpty()
                ? ""
                : "https://" + controlPlanes.getFirst().address() + ":" + API_PORT;
        return Optional.of(new ClusterFacts(name, server, controlPlanes, members, field(machine, "role")));
    }

    private static String field(Instance instance, String name) {
        JsonNode field = instance.document().path("metadata").path("cluster").path(name);
        return field.isString() ? field.asString() : "";
    }
}
