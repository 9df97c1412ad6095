package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.fuzz.Fuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DHCP's codec and the decision under the fuzzer. */
class DhcpFuzzIT {

    private static final Path CORPUS = Path.of("src/test/resources/fuzz/dhcp");
    private static final int SECONDS = 45;
    private static final int LONGEST = 1_500;

    @TempDir
    private Path work;

    @Test
    void everyKeptInputHolds() throws IOException {
        try (Stream<Path> inputs = Files.list(CORPUS)) {
            for (Path input : inputs.toList()) {
                byte[] bytes = Files.readAllBytes(input);
                assertThatCode(() -> DhcpFuzz.fuzzerTestOneInput(bytes))
                        .as(input.toString())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void capturedPacketsWithAnythingWrongHold() {
        Random random = new Random(42);
        for (byte[] capture : Captures.all().values()) {
            for (int time = 0; time < 300; time++) {
                byte[] bytes = capture.clone();
                for (int change = random.nextInt(8); change >= 0; change--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                assertThatCode(() -> {
                            DhcpFuzz.fuzzerTestOneInput(bytes);
                            DhcpFuzz.fuzzerTestOneInput(cut);
                        })
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void fuzzerFindsNothing() throws Exception {
        new Fuzzer(DhcpFuzz.class, CORPUS, SECONDS, LONGEST).findsNothing(work);
    }
}
