package dev.kindling.tink.template.sprig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoldenCase;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sprig 3.2.3's own answers (sprig-cases.jsonl), and what is Tinkerbell's or deliberately different (tinkerbell-cases.jsonl). */
class SprigCasesTests {

    private static final FunctionTable FUNCTIONS = Sprig.functions();

    @ParameterizedTest
    @MethodSource("sprigCases")
    void rendersAsSprigDoes(GoldenCase row) {
        assertThat(row.rendered(FUNCTIONS)).isEqualTo(row.expected());
    }

    @ParameterizedTest
    @MethodSource("tinkerbellCases")
    void rendersAsTinkerbellNeedsIt(GoldenCase row) {
        assertThat(row.rendered(FUNCTIONS)).isEqualTo(row.expected());
    }

    @Test
    void everyFunctionHasACase() {
        String templates = Stream.concat(sprigCases(), tinkerbellCases())
                .filter(row -> row.expected().startsWith("output "))
                .map(GoldenCase::template)
                .collect(Collectors.joining("\n"));
        Set<String> without = new HashSet<>(FUNCTIONS.names());
        without.removeAll(FunctionTable.builtin().names());
        without.removeIf(
                name -> Pattern.compile("\\b" + name + "\\b").matcher(templates).find());

        assertThat(without).containsExactly("fail");
    }

    private static Stream<GoldenCase> sprigCases() {
        return GoldenCase.rows(SprigCasesTests.class, "sprig-cases.jsonl");
    }

    private static Stream<GoldenCase> tinkerbellCases() {
        return GoldenCase.rows(SprigCasesTests.class, "tinkerbell-cases.jsonl");
    }
}
