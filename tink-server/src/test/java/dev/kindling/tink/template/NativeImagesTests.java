package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeImagesTests {

    private static final String TEMPLATE = """
            version: "0.1"
            name: t
            global_timeout: 600
            tasks:
              - name: os
                worker: "dc:a6:32:42:00:0b"
                actions:
                  - name: write
                    image: quay.io/tinkerbell-actions/image2disk:v1.0.0
                    timeout: 60
                    environment: {DEST_DISK: /dev/sda, IMG_URL: "http://x/y.gz", COMPRESSED: "true"}
                  - name: boot
                    image: quay.io/tinkerbell-actions/kexec:v1.0.0
                    timeout: 60
                  - name: own
                    image: alpine:3
                    timeout: 60
            """;

    private final NativeImages site =
            new NativeImages(List.of("quay.io/tinkerbell-actions", "docker.io/library/", "127.0.0.1:5000/t"), false);

    @ParameterizedTest
    @CsvSource({
        "quay.io/tinkerbell-actions/image2disk:v1.0.0, image2disk",
        "quay.io/tinkerbell-actions/rootio@sha256:0123456789012345678901234567890123, rootio",
        "cexec:latest, cexec",
        "127.0.0.1:5000/t/writefile, writefile",
        "quay.io/other/image2disk:v1.0.0,",
        "quay.io/tinkerbell-actions/unheard-of:v1,",
        "kindling/image2disk,"
    })
    void wellKnownImageOfAListedPrefixIsNative(String image, String name) {
        assertThat(site.name(image)).isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void planKeepsTheImageAndTheAgentGetsTheNativeOne() {
        List<WorkflowPlan.PlannedAction> actions =
                new TemplateRenderer().render(TEMPLATE, Map.of()).actions();
        assertThat(actions.get(0).image()).isEqualTo("quay.io/tinkerbell-actions/image2disk:v1.0.0");
        WorkflowPlan.PlannedAction handedOut = site.forAgent(actions.get(0));
        assertThat(handedOut.image()).isEqualTo("kindling/image2disk");
        assertThat(handedOut.environment()).isEqualTo(actions.get(0).environment());
        assertThat(site.forAgent(actions.get(2))).isEqualTo(actions.get(2));
    }

    @Test
    void kexecIsExpectedToVanish() {
        assertThat(new TemplateRenderer().render(TEMPLATE, Map.of()).actions())
                .extracting(WorkflowPlan.PlannedAction::actionClass)
                .containsExactly(ActionClass.IDEMPOTENT, ActionClass.REBOOT, ActionClass.IDEMPOTENT);
    }

    /** Whatever the site lists: it is the same action, natively and in a container. */
    @ParameterizedTest
    @CsvSource({
        "quay.io/tinkerbell-actions/cexec:v1.0.0, ONCE",
        "127.0.0.1:5000/t/cexec, ONCE",
        "cexec:latest, ONCE",
        "quay.io/tinkerbell-actions/cexec@sha256:0123456789012345678901234567890123, ONCE",
        "kindling/cexec, ONCE",
        "quay.io/tinkerbell-actions/kexec:v1.0.0, REBOOT",
        "kindling/kexec, REBOOT",
        "quay.io/tinkerbell-actions/writefile:v1.0.0, IDEMPOTENT",
        "kindling/writefile, IDEMPOTENT",
        "registry.example/notcexec:1, IDEMPOTENT",
        "registry.example/cexec/tool:1, IDEMPOTENT"
    })
    void hubsImageHasTheClassOfItsNativeAction(String image, ActionClass expected) {
        String template = TEMPLATE.replace("image: alpine:3", "image: " + image);
        assertThat(new TemplateRenderer()
                        .render(template, Map.of())
                        .actions()
                        .get(2)
                        .actionClass())
                .isEqualTo(expected);
    }

    @Test
    void missingChecksumIsWaivedOnlyWhereTheSiteSaysSo() {
        WorkflowPlan.PlannedAction action =
                new TemplateRenderer().render(TEMPLATE, Map.of()).actions().get(0);
        assertThat(site.forAgent(action).environment()).doesNotContainKey("INSECURE_NO_SHA256");
        assertThat(new NativeImages(site.prefixes(), true).forAgent(action).environment())
                .containsEntry("INSECURE_NO_SHA256", "true");
    }
}
