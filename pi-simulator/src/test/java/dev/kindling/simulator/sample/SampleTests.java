package dev.kindling.simulator.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.simulator.card.CardExpectation.WrittenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTests {

    private final Sample sample = Sample.open(Path.of("../deploy/samples/k3s-rpi4"));

    @Test
    void workersTwoAndThreeAreWrittenAsTheyWouldBeDerived() throws IOException {
        List<SampleNode> nodes = sample.nodes(4);
        assertThat(nodes.get(2).hardware()).isEqualTo(sample.derivedHardware(2));
        assertThat(nodes.get(3).hardware()).isEqualTo(sample.derivedHardware(3));
    }

    @Test
    void seventhWorkerHasItsOwnNameAddressMacSerialAndId() throws IOException {
        SampleNode node = sample.nodes(8).get(7);
        assertThat(node.board().name()).isEqualTo("k3s-worker-7");
        assertThat(node.board().mac()).hasToString("dc:a6:32:42:00:12");
        assertThat(node.board().serial()).isEqualTo("10000012");
        assertThat(node.address()).isEqualTo("192.168.42.18");
        assertThat(node.hardware())
                .contains("\"dc:a6:32:42:00:12\"", "\"192.168.42.18\"", "k3s-worker-7", "-000000000012\"")
                .doesNotContain("k3s-worker-1", "192.168.42.12", "00:0c");
    }

    @Test
    void loopbackVariantMapsEveryAddressAndNothingElse() throws IOException {
        SampleNode node = sample.onLoopback().nodes(13).get(12);
        assertThat(node.address()).isEqualTo("127.42.0.23");
        assertThat(node.hardware()).contains("\"127.42.0.1\"").doesNotContain("192.168.42.");
        assertThat(text(node, "/etc/rancher/k3s/config.yaml")).isEqualTo("""
                        server: https://127.42.0.11:6443
                        token: demo-join-token-0b5c7e
                        node-name: k3s-worker-12
                        node-ip: 127.42.0.23
                        """);
        assertThat(text(node, "/meta-data")).contains("-000000000017\n", "local-hostname: k3s-worker-12");
    }

    @Test
    void allNodesThatFitAreDifferent() throws IOException {
        List<SampleNode> nodes = sample.nodes(Sample.MAX_NODES);
        assertThat(nodes.stream().map(SampleNode::hardware).distinct()).hasSize(Sample.MAX_NODES);
        assertThat(nodes.stream().map(SampleNode::address).distinct()).hasSize(Sample.MAX_NODES);
        assertThat(nodes.getLast().address()).isEqualTo("192.168.42.254");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> sample.nodes(Sample.MAX_NODES + 1))
                .withMessageContaining("245");
    }

    @Test
    void secretOfTheTemplatesIsThereAndOnlyInTheExpectation() throws IOException {
        assertThat(sample.secrets()).containsExactly(java.util.Map.entry("k3s-token", "demo-join-token-0b5c7e"));
        assertThat(sample.templates().values()).allMatch(yaml -> yaml.contains("K3S_TOKEN: k3s-token"));
        assertThat(sample.templates().values()).noneMatch(yaml -> yaml.contains("demo-join-token"));
        assertThat(sample.nodes(2)).noneMatch(node -> node.hardware().contains("demo-join-token"));
    }

    private static String text(SampleNode node, String path) {
        return node.expectation().written().stream()
                .filter(file -> file.path().equals(path))
                .map(WrittenFile::contents)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
