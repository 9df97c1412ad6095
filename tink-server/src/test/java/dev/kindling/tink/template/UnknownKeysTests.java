package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of elsewhere go, all that is known stays as it was written. */
class UnknownKeysTests {

    @Test
    void keysGoWhereverTheyAreAndTheRestStaysAsItIsWritten() {
        UnknownKeys.Without result = UnknownKeys.of("""
                # by hand
                version: "0.1"
                description: >
                  many
                  words
                name: moved   # its name
                tasks:
                - colour: blue
                  name: t
                  worker: "{{.device_1}}"
                  owners:
                  - me
                  - you
                  actions:
                  - {name: a, image: alpine, speed: {most: 3}, timeout: 60}
                  - {name: b, image: alpine, note: "a, } b"}
                  - name: c
                    shape: "round"
                    image: alpine

                    # what it may take
                    timeout: 60
                    last: [1, 2]
                """);

        assertThat(result.text()).isEqualTo("""
                # by hand
                version: "0.1"
                name: moved   # its name
                tasks:
                - name: t
                  worker: "{{.device_1}}"
                  actions:
                  - {name: a, image: alpine, timeout: 60}
                  - {name: b, image: alpine}
                  - name: c
                    image: alpine

                    # what it may take
                    timeout: 60
                """);
        assertThat(result.dropped())
                .extracting(UnknownKeys.Dropped::pointer)
                .containsExactlyInAnyOrder(
                        "/description",
                        "/tasks/0/colour",
                        "/tasks/0/owners",
                        "/tasks/0/actions/0/speed",
                        "/tasks/0/actions/1/note",
                        "/tasks/0/actions/2/shape",
                        "/tasks/0/actions/2/last");
        assertThat(TemplateCheck.problems(result.text())).isEmpty();
    }

    @Test
    void slipOfThePenIsToldWithTheNearestKey() {
        UnknownKeys.Without result = UnknownKeys.of("""
                version: "0.1"
                name: slip
                tasks: [{name: t, worker: "{{.device_1}}", actions: [{name: a, image: alpine, time-out: 5}]}]
                """);

        assertThat(result.dropped())
                .containsExactly(new UnknownKeys.Dropped(
                        "/tasks/0/actions/0/time-out", "is not a known key; the nearest is 'timeout'"));
        assertThat(result.text()).contains("{name: a, image: alpine}");
    }

    /** What holds an anchor is needed, and what is no YAML yet is not understood: both are left for the server to refuse. */
    @Test
    void whatCannotGoAloneStays() {
        for (String text : List.of("""
                version: "0.1"
                name: anchored
                common: &common {timeout: 60}
                tasks:
                - name: t
                  worker: "{{.device_1}}"
                  actions:
                  - {<<: *common, name: a, image: alpine}
                """, """
                version: "0.1"
                name: later
                colour: blue
                tasks:
                {{range .list}}
                - name: {{.}}
                {{end}}
                """, "- no\n- mapping\n", "")) {
            assertThat(UnknownKeys.of(text)).isEqualTo(new UnknownKeys.Without(text, List.of()));
        }
    }
}
