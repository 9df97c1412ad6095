package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.site.RegistryLogin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerRulesTests {

    private final RegistryLogin login = new RegistryLogin("registry.lan:5000", "kindling", "registry");

    @Test
    void privilegesAreTheSitesOnlyWhereTheActionSaysNothing() {
        ContainerRules tinkerbell = new ContainerRules(true, List.of(), List.of());
        assertThat(tinkerbell.forAgent(action("alpine:3", "")).environment())
                .containsEntry("KINDLING_PRIVILEGED", "true");
        assertThat(tinkerbell
                        .forAgent(action("alpine:3", "KINDLING_PRIVILEGED: 'false'"))
                        .environment())
                .containsEntry("KINDLING_PRIVILEGED", "false");
        assertThat(new ContainerRules(false, List.of(), List.of())
                        .forAgent(action("alpine:3", ""))
                        .environment())
                .isEmpty();
    }

    @Test
    void passwordGoesToItsRegistryAsTheNameOfASecret() {
        ContainerRules site = new ContainerRules(false, List.of(login), List.of());
        WorkflowPlan.PlannedAction action = site.forAgent(action("registry.lan:5000/team/x:1", ""));
        assertThat(action.secrets()).isEqualTo(Map.of("REGISTRY_PASSWORD", "registry"));
        assertThat(action.environment())
                .isEqualTo(Map.of("REGISTRY_HOST", "registry.lan:5000", "REGISTRY_USERNAME", "kindling"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.lan/team/x:1",
                "registry.lan:5001/team/x:1",
                "evil.registry.lan:5000/x",
                "team/x:1",
                "kindling/image2disk"
            })
    void otherRegistriesGetNothing(String image) {
        WorkflowPlan.PlannedAction action =
                new ContainerRules(false, List.of(login), List.of()).forAgent(action(image, ""));
        assertThat(action.secrets()).isEmpty();
        assertThat(action.environment()).isEmpty();
    }

    @Test
    void actionsOwnRegistryWins() {
        WorkflowPlan.PlannedAction action = new ContainerRules(false, List.of(login), List.of("docker.io=m:5000"))
                .forAgent(action("registry.lan:5000/x:1", "REGISTRY_HOST: other"));
        assertThat(action.secrets()).isEmpty();
        assertThat(action.environment())
                .isEqualTo(Map.of("REGISTRY_HOST", "other", "REGISTRY_MIRROR", "docker.io=m:5000"));
    }

    private static WorkflowPlan.PlannedAction action(String image, String environment) {
        String template = """
                version: "0.1"
                name: t
                global_timeout: 600
                tasks:
                  - name: os
                    worker: "dc:a6:32:42:00:0b"
                    actions:
                      - name: one
                        image: %s
                        timeout: 60
                        environment: {%s}
                """.formatted(image, environment);
        return new TemplateRenderer().render(template, Map.of()).actions().get(0);
    }
}
