package dev.kindling.hegel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.hegel.cluster.ClusterFacts.Member;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.TestInstances;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterFactsTests {

    private static final Instance CONTROL = member(11, "cp", "k3s", "control-plane");
    private static final Instance WORKER = member(12, "worker-1", "k3s", "worker");
    private static final Instance OTHER = member(13, "other", "lab", "control-plane");
    private static final Instance ALONE = TestInstances.instance(14, "alone", "{}");

    @Test
    void aMemberSeesItsOwnClusterAndItsOwnRole() {
        ClusterFacts facts =
                ClusterFacts.of(WORKER, List.of(OTHER, WORKER, CONTROL, ALONE)).orElseThrow();
        assertThat(facts.name()).isEqualTo("k3s");
        assertThat(facts.role()).isEqualTo("worker");
        assertThat(facts.server()).isEqualTo("https://192.168.42.11:6443");
        assertThat(facts.controlPlanes()).containsExactly(new Member("cp", "192.168.42.11", "control-plane"));
        assertThat(facts.members())
                .containsExactly(
                        new Member("cp", "192.168.42.11", "control-plane"),
                        new Member("worker-1", "192.168.42.12", "worker"));
    }

    @Test
    void ofSeveralControlPlanesTheFirstByNameIsTheServerForEveryMember() {
        Instance second = member(9, "cp-2", "k3s", "control-plane");
        for (Instance asking : List.of(CONTROL, second, WORKER)) {
            assertThat(ClusterFacts.of(asking, List.of(second, WORKER, CONTROL))
                            .orElseThrow()
                            .server())
                    .isEqualTo("https://192.168.42.11:6443");
        }
    }

    @Test
    void aClusterWithoutControlPlaneHasNoServerAndAMachineWithoutClusterNoFacts() {
        assertThat(ClusterFacts.of(WORKER, List.of(WORKER)).orElseThrow().server())
                .isEmpty();
        assertThat(ClusterFacts.of(ALONE, List.of(ALONE, CONTROL))).isEmpty();
    }

    private static Instance member(int last, String hostname, String cluster, String role) {
        return TestInstances.instance(
                last, hostname, "{\"cluster\":{\"name\":\"" + cluster + "\",\"role\":\"" + role + "\"}}");
    }
}
