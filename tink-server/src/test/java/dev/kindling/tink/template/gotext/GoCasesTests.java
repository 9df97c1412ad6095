package dev.kindling.tink.template.gotext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The language against the original: go-cases.jsonl and builtin-cases.jsonl were written by Go 1.19 (missingkey=error, whole numbers as
 * int) from their "template" column and data.json; own-cases.jsonl holds what is ours or deliberately different.
 */
class GoCasesTests {

    @ParameterizedTest
    @MethodSource("goCases")
    void rendersAsGoDoes(GoldenCase row) {
        assertThat(row.rendered(FunctionTable.builtin())).isEqualTo(row.expected());
    }

    @ParameterizedTest
    @MethodSource("ownCases")
    void rendersOurOwnAdditions(GoldenCase row) {
        assertThat(row.rendered(FunctionTable.builtin())).isEqualTo(row.expected());
    }

    private static Stream<GoldenCase> goCases() {
        return Stream.of("go-cases.jsonl", "builtin-cases.jsonl")
                .flatMap(file -> GoldenCase.rows(GoCasesTests.class, file));
    }

    private static Stream<GoldenCase> ownCases() {
        return GoldenCase.rows(GoCasesTests.class, "own-cases.jsonl");
    }
}
