package dev.kindling.tink.template.gotext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LimitsTests {

    private static final Limits SMALL = new Limits(100, 1000, 10);

    @Test
    @Tag("M12")
    void textBeyondTheOutputLimitIsRefused() {
        refused("x".repeat(101), "output is longer than 100 characters");
        assertThat(TextTemplate.parse("t", "x".repeat(100), SMALL, FunctionTable.builtin())
                        .render(Map.of()))
                .hasSize(100);
    }

    @Test
    void variablesThatDoubleStopAtTheOutputLimit() {
        refused("{{$x := `abc`}}{{range 50}}{{$x = print $x $x}}{{end}}", "output is longer");
    }

    @Test
    void widthsCannotBlowUpTheOutput() {
        refused("{{printf `%999999d` 1}}", "output is longer");
        refused("{{printf `%.999999f` 1.5}}", "output is longer");
    }

    @Test
    @Tag("M12")
    void loopsInLoopsRunOutOfSteps() {
        refused("{{range 100}}{{range 100}}{{end}}{{end}}", "more than 1000 steps");
        refused("{{range 9000000000000}}{{end}}", "more than 1000 steps");
    }

    @Test
    void workOnLongTextsCountsAsSteps() {
        String compare = "{{$x := printf `%s` .long}}{{range 100000}}{{if eq $x $.long}}{{end}}{{end}}";

        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> TextTemplate.parse("t", compare).render(Map.of("long", "x".repeat(1_000_000))))
                .withMessageContaining("more than 1000000 steps");
    }

    @Test
    @Timeout(60)
    void aTemplateAsLongAsAllowedIsReadInTimeThatGrowsWithItsLength() {
        String actions = "{{.a}}\n".repeat(140_000);
        String variables = "{{$v := 1}}".repeat(2_000);

        assertThat(TextTemplate.parse("t", actions).render(Map.of("a", 1))).hasSize(280_000);
        refused(variables, "more than 1000 variables");
    }

    @Test
    void recursionEnds() {
        refused("{{define `R`}}{{template `R` .}}{{end}}{{template `R` .}}", "exceeded maximum template depth (10)");
        String deep = "{{define `R`}}" + "{{if .}}".repeat(90) + "{{template `R` .}}" + "{{end}}".repeat(90)
                + "{{end}}{{template `R` .}}";
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> TextTemplate.parse("t", deep).render(Map.of("a", 1)));
    }

    @Test
    void deepNestingIsRefusedByTheParser() {
        refused("{{if .a}}".repeat(11) + "{{end}}".repeat(11), "nested more than 10 deep");
        refused("{{" + "(".repeat(50_000) + "1" + ")".repeat(50_000) + "}}", "nested more than 10 deep");
        refused("{{if .a}}" + "{{else if .a}}".repeat(20_000) + "{{end}}", "nested more than 10 deep");
    }

    @Test
    void anErrorTellsLineColumnAndContext() {
        TemplateException missing = failure("a: 1\nb: ü {{ .nope }}");

        assertThat(missing.line()).isEqualTo(2);
        assertThat(missing.column()).isEqualTo(9);
        assertThat(missing.context()).isEqualTo(".nope");
        assertThat(missing.reason()).isEqualTo("map has no entry for key \"nope\"");
    }

    @Test
    void anyTextIsATemplateOrAnErrorAndNothingElse() {
        Random random = new Random(42);
        List<String> pieces = List.of(
                "{{",
                "}}",
                "-",
                " ",
                "if",
                "end",
                "else",
                "range",
                "with",
                "$x",
                ":=",
                "=",
                ".a",
                ".",
                "\"s\"",
                "`",
                "(",
                ")",
                "|",
                "1",
                "'a'",
                "\n",
                "define",
                "template",
                "print",
                "eq",
                "/*",
                "*/",
                "\\",
                "é",
                "nil",
                ",",
                "{{- ",
                " -}}",
                "break",
                "\ud83d",
                "0x");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            renderOrRefuse(text.toString());
        }
    }

    private static void renderOrRefuse(String text) {
        try {
            assertThat(TextTemplate.parse("t", text, SMALL, FunctionTable.builtin())
                            .render(Map.of("a", List.of(1, 2))))
                    .isNotNull();
        } catch (TemplateException refused) {
            assertThat(refused.getMessage()).startsWith("template: t:");
        } catch (RuntimeException other) {
            throw new AssertionError("for " + text, other);
        }
    }

    private static void refused(String template, String reason) {
        assertThat(failure(template).reason()).contains(reason);
    }

    private static TemplateException failure(String template) {
        try {
            TextTemplate.parse("t", template, SMALL, FunctionTable.builtin()).render(Map.of("a", 1));
        } catch (TemplateException refused) {
            return refused;
        }
        throw new AssertionError("was not refused: " + template);
    }
}
