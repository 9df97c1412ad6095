package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateRendererTests {

    private static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");
    private static final Map<String, Object> DATA = Map.of(
            "device_1",
            MAC.text(),
            "hardware",
            Map.of("metadata", Map.of("disk", "/dev/mmcblk0")),
            "role",
            "worker",
            "seed",
            "a: 1\nb: 2\n");

    private static final String SAMPLE = """
            version: "0.1"
            name: k3s-node
            global_timeout: 1800
            after: netboot
            tasks:
              - name: provision
                worker: "{{.device_1}}"
                volumes:
                  - /dev:/dev
                  - /lib/firmware:/lib/firmware:ro
                environment:
                  DEST_DISK: {{.hardware.metadata.disk}}
                  MODE: 0755
                actions:
                  - name: wipe
                    image: kindling/wipe
                    timeout: 60
                  - name: seed
                    image: kindling/writefile
                    retries: 2
                    environment:
                      DEST_DISK: {{formatPartition .hardware.metadata.disk 1}}
                      MODE: 0644
                      DIRMODE: 0o755
                      COMPRESSED: true
                      RATIO: 1.10
                      EMPTY:
                      NOTHING: null
                      WORD: "null"
                      DATE: 2001-01-01
                      CONTENTS: |
                        {{- range $k, $v := .hardware.metadata}}
                        {{$k}}={{$v}}
                        {{- end}}
                    secrets: {TOKEN: k3s-token}
                  - name: container
                    image: quay.io/tinkerbell-actions/oci2disk:v1.0.0
                    command: [sh, -c, 1, true]
                    volumes: ["/dev:/other", "/statedir:/statedir"]
                    pid: host
                    on-failure: ["/fail", "0"]
                    on-timeout: [/late]
                    if: '{{eq .role "worker"}}'
                    class: once
                  - {name: server-only, image: kindling/exec, if: '{{eq .role "control-plane"}}', command: [true]}
                  - {name: reboot, image: kindling/reboot}
            """;

    private final TemplateRenderer renderer = new TemplateRenderer();

    @Test
    void rootKeysBecomeThePlansOwn() {
        WorkflowPlan plan = renderer.render(SAMPLE, DATA);

        assertThat(plan.name()).isEqualTo("k3s-node");
        assertThat(plan.globalTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(plan.after()).isEqualTo(WorkflowPlan.After.NETBOOT);
        assertThat(plan.actions())
                .extracting(PlannedAction::name)
                .containsExactly("wipe", "seed", "container", "server-only", "reboot");
        assertThat(plan.actions()).extracting(PlannedAction::worker).containsOnly(MAC);
        assertThat(plan.actions()).extracting(PlannedAction::task).containsOnly("provision");
    }

    @Test
    void scalarsOfAnEnvironmentKeepTheirText() {
        Map<String, String> environment = action("seed").environment();

        assertThat(environment)
                .containsEntry("MODE", "0644")
                .containsEntry("DIRMODE", "0o755")
                .containsEntry("COMPRESSED", "true")
                .containsEntry("RATIO", "1.10")
                .containsEntry("EMPTY", "")
                .containsEntry("NOTHING", "")
                .containsEntry("WORD", "null")
                .containsEntry("DATE", "2001-01-01")
                .containsEntry("CONTENTS", "disk=/dev/mmcblk0\n");
        assertThat(action("wipe").environment())
                .containsExactly(Map.entry("DEST_DISK", "/dev/mmcblk0"), Map.entry("MODE", "0755"));
        assertThat(action("container").command()).containsExactly("sh", "-c", "1", "true");
    }

    @Test
    void anActionsEnvironmentWinsOverItsTasks() {
        assertThat(action("seed").environment()).containsEntry("DEST_DISK", "/dev/mmcblk0p1");
        assertThat(action("reboot").environment()).containsEntry("DEST_DISK", "/dev/mmcblk0");
    }

    @Test
    void volumesAreKeyedByHostPathAndTheActionWins() {
        assertThat(action("container").volumes())
                .containsExactly("/dev:/other", "/lib/firmware:/lib/firmware:ro", "/statedir:/statedir");
        assertThat(action("wipe").volumes()).containsExactly("/dev:/dev", "/lib/firmware:/lib/firmware:ro");
    }

    @Test
    void classesAreTheDeclaredOrTheUsualOnes() {
        assertThat(action("wipe").actionClass()).isEqualTo(ActionClass.IDEMPOTENT);
        assertThat(action("seed").actionClass()).isEqualTo(ActionClass.IDEMPOTENT);
        assertThat(action("container").actionClass()).isEqualTo(ActionClass.ONCE);
        assertThat(action("server-only").actionClass()).isEqualTo(ActionClass.ONCE);
        assertThat(action("reboot").actionClass()).isEqualTo(ActionClass.REBOOT);
    }

    @Test
    void theOtherKeysComeThrough() {
        assertThat(action("wipe").timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(action("reboot").timeout()).as("Tinkerbell's hour").isEqualTo(Duration.ofHours(1));
        assertThat(action("seed").retries()).isEqualTo(2);
        assertThat(action("seed").secrets()).containsExactly(Map.entry("TOKEN", "k3s-token"));
        assertThat(action("container").pid()).contains("host");
        assertThat(action("container").onFailure()).containsExactly("/fail", "0");
        assertThat(action("container").onTimeout()).containsExactly("/late");
        assertThat(action("container").condition()).isTrue();
        assertThat(action("server-only").condition()).isFalse();
        assertThat(action("reboot").condition()).isTrue();
    }

    @Test
    void theSameInputHasTheSamePlan() {
        assertThat(renderer.render(SAMPLE, DATA)).isEqualTo(renderer.render(SAMPLE, DATA));
    }

    @Test
    void aMissingKeyIsNamedWithItsPlace() {
        assertThatExceptionOfType(Failure.Invalid.class)
                .isThrownBy(() -> renderer.render(SAMPLE, Map.of("device_1", MAC.text())))
                .withMessageContaining("line 12, column 29")
                .withMessageContaining("map has no entry for key \"hardware\"")
                .withMessageContaining("template: k3s-node:12:28: executing \"k3s-node\" at <.hardware.metadata.disk>");
    }

    @Test
    void aWorkerMayBeAnAddressOfTheInventory() {
        String text = SAMPLE.replace("{{.device_1}}", "192.168.42.11");

        WorkflowPlan plan =
                renderer.render(text, DATA, address -> Optional.of(MAC).filter(_ -> address.equals("192.168.42.11")));

        assertThat(plan.actions().getFirst().worker()).isEqualTo(MAC);
        assertThatExceptionOfType(Failure.Invalid.class)
                .isThrownBy(() -> renderer.render(text, DATA))
                .withMessageContaining("192.168.42.11")
                .withMessageContaining("no machine in the inventory");
    }

    @Test
    void macsOfAnyNotationAreWorkers() {
        for (String mac : List.of("DC-A6-32-42-00-0B", "dca6.3242.000b", "dca63242000b")) {
            Map<String, Object> data =
                    Map.of("device_1", mac, "hardware", Map.of("metadata", Map.of("disk", "/dev/sda")), "role", "x");
            assertThat(renderer.render(SAMPLE, data).actions().getFirst().worker())
                    .isEqualTo(MAC);
        }
    }

    @Test
    void anchorsAliasesAndMergeKeysAreResolved() {
        String text = """
                version: 0.1
                name: shared
                tasks:
                - name: a
                  worker: "{{.device_1}}"
                  actions:
                  - &base
                    name: one
                    image: &image quay.io/x/y:1
                    environment: &env {A: 1, B: 02}
                  - name: two
                    image: *image
                    environment: *env
                  - <<: *base
                    name: three
                """;

        WorkflowPlan plan = renderer.render(text, DATA);

        assertThat(plan.actions()).extracting(PlannedAction::image).containsOnly("quay.io/x/y:1");
        assertThat(plan.actions()).extracting(PlannedAction::environment).containsOnly(Map.of("A", "1", "B", "02"));
        assertThat(plan.actions()).extracting(PlannedAction::name).containsExactly("one", "two", "three");
    }

    private PlannedAction action(String name) {
        return renderer.render(SAMPLE, DATA).actions().stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
