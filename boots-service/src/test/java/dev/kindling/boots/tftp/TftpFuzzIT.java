package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kindling.boots.fuzz.Fuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TFTP's codec, the names of files and the options under the fuzzer. */
class TftpFuzzIT {

    private static final Path CORPUS = Path.of("src/test/resources/fuzz/tftp");
    private static final int SECONDS = 15;
    private static final int LONGEST = 600;

    @TempDir
    private Path work;

    @Test
    void everyKeptInputHolds() throws IOException {
        try (Stream<Path> inputs = Files.list(CORPUS)) {
            List<Path> kept = inputs.toList();
            assertThat(kept).isNotEmpty();
            for (Path input : kept) {
                byte[] bytes = Files.readAllBytes(input);
                assertThatCode(() -> TftpFuzz.fuzzerTestOneInput(bytes))
                        .as(input.toString())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void fuzzerFindsNothing() throws Exception {
        new Fuzzer(TftpFuzz.class, CORPUS, SECONDS, LONGEST).findsNothing(work);
    }
}
