package dev.kindling.tink.secret;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.machine.MachineFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which machines may read a secret. */
public sealed interface SecretScope {

    boolean covers(MachineFacts machine);

    /**
     * Reads a wish: exactly one of machines and cluster says who may read.
     *
     * @param machines MACs; null or empty for none
     * @param cluster null or blank for none
     * @param violations takes what is wrong; then the answer is empty
     */
    static Optional<SecretScope> of(List<String> machines, String cluster, List<Violation> violations) {
        int before = violations.size();
        if ((machines == null || machines.isEmpty()) == (cluster == null || cluster.isBlank())) {
            violations.add(new Violation(
                    "/machines", String.valueOf(machines), "and /cluster: exactly one of them says who may read this"));
        }
        List<MacAddress> macs = new ArrayList<>();
        for (int i = 0; machines != null && i < machines.size(); i++) {
            String text = String.valueOf(machines.get(i));
            try {
                macs.add(MacAddress.parse(text));
            } catch (IllegalArgumentException _) {
                violations.add(new Violation("/machines/" + i, text, "is not a MAC address; write aa:bb:cc:dd:ee:ff"));
            }
        }
        if (violations.size() > before) {
            return Optional.empty();
        }
        return Optional.of(macs.isEmpty() ? new Cluster(cluster) : new Machines(macs));
    }

    /** These and no others. */
    record Machines(List<MacAddress> macs) implements SecretScope {

        public Machines {
            macs = List.copyOf(macs);
        }

        @Override
        public boolean covers(MachineFacts machine) {
            return macs.contains(machine.mac());
        }
    }

    /** Every machine whose hardware says {@code metadata.cluster.name}. */
    record Cluster(String name) implements SecretScope {

        @Override
        public boolean covers(MachineFacts machine) {
            return machine.document().get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("cluster") instanceof Map<?, ?> cluster
                    && name.equals(cluster.get("name"));
        }
    }
}
