package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the format, broken one at a time in a template that is right otherwise. */
class BadTemplateTests {

    private static final String GOOD = """
            version: "0.1"
            name: good
            tasks:
            - name: t1
              worker: "{{.device_1}}"
              actions:
              - name: a1
                image: kindling/wipe
            """;
    private static final Map<String, Object> DATA = Map.of("device_1", "dc:a6:32:42:00:0b");

    @Test
    void theGoodOneIsGood() {
        assertThat(TemplateCheck.check(GOOD)).isEqualTo("good");
        assertThat(new TemplateRenderer().render(GOOD, DATA).actions()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aBrokenRuleIsNamedAtCreationAndAtRendering(
            String find, String replacement, String pointer, String value, String rule) {
        String bad = GOOD.replace(find, replacement);

        assertThat(bad).isNotEqualTo(GOOD);
        assertThat(violationsOf(() -> TemplateCheck.check(bad)))
                .anySatisfy(found -> matches(found, pointer, value, rule));
        assertThat(violationsOf(() -> new TemplateRenderer().render(bad, DATA)))
                .anySatisfy(found -> matches(found, pointer, value, rule));
    }

    private static void matches(Violation found, String pointer, String value, String rule) {
        assertThat(found.pointer()).contains(pointer);
        assertThat(found.value()).isEqualTo(value);
        assertThat(found.rule()).contains(rule);
    }

    static Stream<Arguments> rules() {
        String image = "image: kindling/wipe\n";
        return Stream.of(
                Arguments.of(
                        "version: \"0.1\"",
                        "version: \"0.2\"",
                        "line 1, column 10 (/version)",
                        "0.2",
                        "write version: \"0.1\""),
                Arguments.of("version: \"0.1\"\n", "", "/version", "", "is not a version"),
                Arguments.of(
                        "version: \"0.1\"",
                        "versoin: \"0.1\"",
                        "line 1, column 1 (/versoin)",
                        "versoin",
                        "the nearest is 'version'"),
                Arguments.of(
                        "  worker:",
                        "  wroker:",
                        "line 5, column 3 (/tasks/0/wroker)",
                        "wroker",
                        "the nearest is 'worker'"),
                Arguments.of(
                        "    image:", "    imgae:", "(/tasks/0/actions/0/imgae)", "imgae", "the nearest is 'image'"),
                Arguments.of(
                        image,
                        image + "    on_failure: [x]\n",
                        "/on_failure",
                        "on_failure",
                        "the nearest is 'on-failure'"),
                Arguments.of("  worker: \"{{.device_1}}\"\n", "", "(/tasks/0/worker)", "", "is missing"),
                Arguments.of(
                        "{{.device_1}}",
                        "not-a-mac",
                        "line 5, column 11 (/tasks/0/worker)",
                        "not-a-mac",
                        "neither a MAC"),
                Arguments.of("{{.device_1}}", "fe80::1", "(/tasks/0/worker)", "fe80::1", "neither a MAC"),
                Arguments.of("name: a1", "name: ''", "(/tasks/0/actions/0/name)", "", "is missing"),
                Arguments.of(
                        "name: t1",
                        "name: " + "n".repeat(200),
                        "(/tasks/0/name)",
                        "n".repeat(200),
                        "longer than 199 bytes"),
                Arguments.of("name: good", "name: has space", "(/name)", "has space", "characters other than"),
                Arguments.of(
                        "kindling/wipe",
                        "case/UPPER",
                        "line 8, column 12 (/tasks/0/actions/0/image)",
                        "case/UPPER",
                        "not an image reference"),
                Arguments.of("    " + image, "", "(/tasks/0/actions/0/image)", "", "not an image reference"),
                Arguments.of(
                        image,
                        image + "  - name: a1\n    image: x/y\n",
                        "line 9, column 11 (/tasks/0/actions/1/name)",
                        "a1",
                        "another action"),
                Arguments.of(image, image + second("t1"), "(/tasks/1/name)", "t1", "another task"),
                Arguments.of(image, image + "    timeout: soon\n", "/timeout", "soon", "whole number"),
                Arguments.of(image, image + "    timeout: -1\n", "/timeout", "-1", "whole number"),
                Arguments.of(image, image + "    retries: 101\n", "/retries", "101", "whole number from 0 to 100"),
                Arguments.of(image, image + "    pid: container:x\n", "/pid", "container:x", "is not 'host'"),
                Arguments.of(image, image + "    if: maybe\n", "/if", "maybe", "neither true nor false"),
                Arguments.of(
                        image, image + "    class: twice\n", "/class", "twice", "idempotent, resumable, once, reboot"),
                Arguments.of(image, image + "    volumes: [/dev]\n", "/volumes/0", "/dev", "HOST:CONTAINER"),
                Arguments.of(image, image + "    volumes: /dev:/dev\n", "/volumes", "/dev:/dev", "is not a list"),
                Arguments.of(image, image + "    command: ls\n", "/command", "ls", "is not a list"),
                Arguments.of(
                        image, image + "    environment: [A]\n", "/environment", "a list of 1", "is not a mapping"),
                Arguments.of(
                        image, image + "    environment: {A: [1]}\n", "/environment/A", "a list of 1", "is not a text"),
                Arguments.of(image, image + "    secrets: {A: ''}\n", "/secrets/A", "", "name of a secret"),
                Arguments.of(
                        image, image + "    environment: {A: 1}\n    secrets: {A: s}\n", "/secrets/A", "s", "sets too"),
                Arguments.of(
                        "name: good\n", "name: good\nafter: party\n", "(/after)", "party", "neither local nor netboot"),
                Arguments.of("name: good\n", "name: good\nname: again\n", "line 3, column 1", "name", "twice"),
                Arguments.of(image, image + "    image: x/y\n", "line 9, column 5", "image", "twice"),
                Arguments.of("name: good\n", "name: [\n", "line", "", "is not YAML"),
                Arguments.of("name: good\n", "name: good\n---\n", "line 4", "---", "second document"),
                Arguments.of(
                        "  actions:\n  - name: a1\n    " + image,
                        "  actions: []\n",
                        "/tasks/0/actions",
                        "",
                        "at least one action"),
                Arguments.of("{{.device_1}}", "{{if}}", "line 5, column", "", "missing value for if"));
    }

    private static String second(String name) {
        return "- name: " + name + "\n  worker: dc:a6:32:42:00:0b\n  actions:\n  - {name: a, image: x}\n";
    }

    @Test
    void allViolationsComeAtOnce() {
        String bad =
                "version: 1\nname: ''\nbogus: 1\ntasks:\n- name: t\n  actions:\n  - {name: a, image: 'X Y', tiemout: 1}\n";

        assertThat(violationsOf(() -> TemplateCheck.check(bad)))
                .extracting(Violation::pointer)
                .hasSize(6)
                .anyMatch(p -> p.contains("/version"))
                .anyMatch(p -> p.contains("(/name)"))
                .anyMatch(p -> p.contains("/bogus"))
                .anyMatch(p -> p.contains("/worker"))
                .anyMatch(p -> p.contains("/image"))
                .anyMatch(p -> p.contains("/tiemout"));
    }

    @Test
    void textThatIsNoYamlIsRefused() {
        assertThat(violationsOf(() -> TemplateCheck.check("\tname: x")))
                .first()
                .satisfies(v -> matches(v, "line 1", "", "is not YAML"));
        assertThat(violationsOf(() -> TemplateCheck.check("just words")))
                .anySatisfy(v -> matches(v, "line 1, column 1 (/)", "just words", "is not a mapping"));
        assertThat(violationsOf(() -> TemplateCheck.check(""))).isNotEmpty();
    }

    @Test
    @Tag("M13")
    void anAliasBombIsRefusedQuickly() {
        StringBuilder bomb = new StringBuilder(
                "version: \"0.1\"\nname: bomb\nx0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*x" + (i - 1);
            bomb.append("x").append(i).append(": &x").append(i).append(" [");
            bomb.append(String.join(", ", java.util.Collections.nCopies(9, alias)))
                    .append("]\n");
        }

        assertThat(violationsOf(() -> TemplateCheck.check(bomb.toString())))
                .singleElement()
                .satisfies(v -> matches(v, "line", "", "more than 100000 values with its aliases"));
    }

    @Test
    @Tag("M13")
    void deepNestingAndSelfReferenceAreRefused() {
        String deep = "version: " + "[".repeat(100_000);
        assertThat(violationsOf(() -> TemplateCheck.check(deep)))
                .first()
                .satisfies(v -> matches(v, "line 1", "", "more than 50 deep"));
        assertThat(violationsOf(() -> TemplateCheck.check("name: &a [*a]")))
                .first()
                .satisfies(v -> matches(v, "line 1", "*a", "no anchor"));
        String large = "name: " + "x".repeat(1 << 20);
        assertThat(violationsOf(() -> TemplateCheck.check(large))).isNotEmpty();
    }

    @Test
    void valuesWithActionsAreNotJudgedBeforeRendering() {
        String later = GOOD.replace("kindling/wipe", "\"{{.image}}\"")
                .replace("name: a1", "name: a1\n    timeout: \"{{.timeout}}\"\n    if: '{{.x}}'");

        assertThat(TemplateCheck.check(later)).isEqualTo("good");
        assertThat(TemplateCheck.check(GOOD.replace("kindling/wipe", "{{.registry}}/x:1")))
                .isEqualTo("good");
        assertThat(TemplateCheck.check(GOOD.replace("kindling/wipe", "{{.image}}")))
                .isEqualTo("good");
        assertThat(violationsOf(() ->
                        new TemplateRenderer().render(later, with("image", "NO GOOD", "timeout", "1", "x", "true"))))
                .singleElement()
                .satisfies(v -> matches(v, "/image", "NO GOOD", "not an image reference"));
    }

    @Test
    void controlActionsBetweenLinesAreJudgedWhenRendered() {
        String branches = GOOD
                + "  # {{if .more}}\n  - name: a2\n    image: x\n  # {{else}}\n  - name: a2\n    image: y\n  # {{end}}\n";
        String bare = GOOD + "{{range .names}}\n  - {name: \"{{.}}\", image: x}\n{{end}}\n";

        assertThat(TemplateCheck.check(branches)).isEqualTo("good");
        assertThat(TemplateCheck.check(bare)).isEqualTo("good");
        assertThat(new TemplateRenderer().render(branches, with("more", true)).actions())
                .hasSize(2);
        assertThat(new TemplateRenderer()
                        .render(bare, with("names", List.of("x", "y")))
                        .actions())
                .hasSize(3);
    }

    @Test
    void aMessageQuotesNoMoreThanAPersonReads() {
        String huge = GOOD.replace("kindling/wipe", "'{{if .device_1}}" + "{{.device_1}}".repeat(50_000) + "{{end}}'");

        assertThatExceptionOfType(Failure.Invalid.class)
                .isThrownBy(() -> new TemplateRenderer().render(huge, with("device_1", "x".repeat(100))))
                .satisfies(failure ->
                        assertThat(failure.getMessage()).hasSizeLessThan(2000).contains("output is longer"));
    }

    @Test
    void theStoredNameCannotBeRendered() {
        assertThat(violationsOf(() -> TemplateCheck.check(GOOD.replace("name: good", "name: '{{.x}}'"))))
                .singleElement()
                .satisfies(v -> matches(v, "/name", "{{.x}}", "without {{ }}"));
    }

    private static Map<String, Object> with(Object... namesAndValues) {
        Map<String, Object> data = new java.util.HashMap<>(DATA);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            data.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return data;
    }

    private static List<Violation> violationsOf(Runnable refused) {
        Failure.Invalid[] caught = new Failure.Invalid[1];
        assertThatExceptionOfType(Failure.Invalid.class)
                .isThrownBy(refused::run)
                .satisfies(failure -> caught[0] = failure);
        return caught[0].violations();
    }
}
