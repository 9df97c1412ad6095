package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.client.Documents;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings the sample to the server, as a person would with the client verbs, and asks what became of it. */
record Inventory(Api api, Sample sample, List<SampleNode> nodes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long SETTLE_NANOSECONDS = TimeUnit.SECONDS.toNanos(60);

    /** Hardware, templates, secrets, and one workflow per node. */
    void load(DemoMaterial material) throws IOException {
        Documents templates = Documents.templates(api);
        sample.templates().values().forEach(templates::apply);
        for (Map.Entry<String, String> secret : sample.secrets().entrySet()) {
            Map<String, String> body = Map.of("value", secret.getValue(), "cluster", sample.cluster());
            api.put("secrets/" + secret.getKey(), "application/json", JSON.writeValueAsString(body));
        }
        Documents hardware = Documents.hardware(api);
        nodes.forEach(node -> hardware.apply(node.hardware()));
        Map<String, String> data = Map.of("image", material.imageName(), "image_sha256", material.imageSha256());
        for (SampleNode node : nodes) {
            Map<String, Object> workflow = Map.of(
                    "template",
                    node.template(),
                    "devices",
                    Map.of("device_1", node.board().mac().text()),
                    "data",
                    data);
            api.post("workflows", "application/json", JSON.writeValueAsString(workflow));
        }
    }

    /**
     * The state of each board's newest workflow by MAC. The last step is boots telling tink-server that the board booted
     * from its own disk, which may come a moment after the board itself is done.
     */
    Map<String, String> settledStates() {
        long end = System.nanoTime() + SETTLE_NANOSECONDS;
        while (true) {
            boolean last = System.nanoTime() > end;
            try {
                Map<String, String> states = states();
                if (last || states.values().stream().noneMatch("SETTLING"::equals)) {
                    return states;
                }
            } catch (ApiException.Unreachable e) {
                // It may be in the middle of a restart.
                if (last) {
                    throw e;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private Map<String, String> states() {
        Map<String, String> states = new HashMap<>();
        for (SampleNode node : nodes) {
            String mac = node.board().mac().text();
            JsonNode newest =
                    api.get("workflows?limit=1&machine=" + mac).path("items").path(0);
            states.put(mac, newest.path("state").asString("none"));
        }
        return states;
    }
}
