package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "busybox",
                "kindling/wipe",
                "quay.io/tinkerbell-actions/oci2disk:v1.0.0",
                "192.168.1.1/disk-wipe",
                "localhost:5000/a/b:latest",
                "10.10.10.10:5000/x",
                "[::1]:5000/x",
                "a__b/c-d.e:T_1",
                "x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "Registry.Example/x"
            })
    void takes(String reference) {
        assertThat(ImageReference.isValid(reference)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "UPPER",
                "a b",
                "a/",
                "/a",
                "a:",
                "a@sha256:12",
                "a//b",
                "-a",
                "a:t:t",
                "http://x/y",
                "a\nb"
            })
    void refuses(String reference) {
        assertThat(ImageReference.isValid(reference)).isFalse();
    }
}
