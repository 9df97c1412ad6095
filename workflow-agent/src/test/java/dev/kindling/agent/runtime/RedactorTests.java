package dev.kindling.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTests {

    private final Redactor redactor = new Redactor(List.of("s3cret-ü", "s3cret-ü-longer", "abc"));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void secretIsHiddenWhereverTheBufferEnds(int size) {
        byte[] text = "a s3cret-ü, s3cret, s3cret-ü-longer. abc s3c".getBytes(StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        for (int n = 0; n < text.length; n += size) {
            shown.append(latin(redactor.push(text, n, Math.min(size, text.length - n))));
        }
        shown.append(latin(redactor.flush()));
        assertThat(shown.toString())
                .startsWith("a [hidden], s3cret, [hidden]")
                .endsWith(". abc s3c")
                .doesNotContain("s3cret-");
    }

    @Test
    void textWithoutSecretsStaysAsItIs() {
        assertThat(redactor.clean("naïve text abc")).isEqualTo("naïve text abc");
        assertThat(redactor.clean("key s3cret-ü!")).isEqualTo("key [hidden]!");
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
