package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The sample of the demo: what its templates write, against the files of the finished card, which no renderer made. */
class SampleTemplatesTests {

    private static final Path SAMPLE = Path.of("../deploy/samples/k3s-rpi4");
    private static final Map<String, String> PARTITIONS = Map.of("/dev/mmcblk0p1", "boot", "/dev/mmcblk0p2", "root");

    @ParameterizedTest
    @CsvSource({
        "control-plane, control-plane, k3s-control-plane, 192.168.42.11, dc:a6:32:42:00:0b",
        "worker, worker-1, k3s-worker-1, 192.168.42.12, dc:a6:32:42:00:0c"
    })
    void theSampleWritesTheExpectedFiles(String role, String machine, String hostname, String address, String mac)
            throws IOException {
        String text = Files.readString(SAMPLE.resolve("template-" + role + ".yaml"));
        Map<String, Object> data = Map.of(
                "device_1",
                mac,
                "hostname",
                hostname,
                "address",
                address,
                "image",
                "demo.img.zst",
                "image_sha256",
                "0".repeat(64),
                "kindling",
                Map.of("boots", "http://192.168.42.2:7171", "hegel", "https://192.168.42.2:50062"),
                "hardware",
                hardware(machine));

        WorkflowPlan plan = new TemplateRenderer().render(text, data);

        assertThat(TemplateCheck.check(text)).isEqualTo(plan.name());
        assertThat(plan.actions()).extracting(PlannedAction::worker).containsOnly(MacAddress.parse(mac));
        assertThat(plan.actions().getLast().actionClass()).isEqualTo(ActionClass.REBOOT);
        Map<Path, String> written = written(plan, role);
        assertThat(written).hasSizeGreaterThanOrEqualTo(5);
        for (Map.Entry<Path, String> file : written.entrySet()) {
            assertThat(file.getValue()).as(file.getKey().toString()).isEqualTo(Files.readString(file.getKey()));
        }
    }

    private static Map<String, Object> hardware(String machine) throws IOException {
        String json = Files.readString(SAMPLE.resolve("hardware/" + machine + ".json"));
        return JsonMapper.builder().build().readValue(json, new TypeReference<Map<String, Object>>() {});
    }

    /** Every file that the plan writes, with what the agent would put in for the names of EXPAND. */
    private static Map<Path, String> written(WorkflowPlan plan, String role) throws IOException {
        String token = Files.readString(SAMPLE.resolve("secrets/k3s-token")).strip();
        Map<Path, String> written = new LinkedHashMap<>();
        List<PlannedAction> writing = plan.actions().stream()
                .filter(action -> action.image().equals("kindling/writefile"))
                .toList();
        for (PlannedAction action : writing) {
            Map<String, String> environment = action.environment();
            Path expected =
                    SAMPLE.resolve("expected").resolve(role).resolve(PARTITIONS.get(environment.get("DEST_DISK")));
            assertThat(environment.get("MODE")).matches("0[0-7]{3}");
            written.put(
                    expected.resolve(environment.get("DEST_PATH").substring(1)),
                    environment
                            .get("CONTENTS")
                            .replace("${cluster.server}", "https://192.168.42.11:6443")
                            .replace("${K3S_TOKEN}", token)
                            .replace("${cluster.name}", "k3s-rpi4"));
        }
        return written;
    }
}
