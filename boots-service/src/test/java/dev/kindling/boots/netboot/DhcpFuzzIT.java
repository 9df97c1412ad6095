package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kindling.boots.dhcp.packet.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Codec and decision under a coverage-guided fuzzer (Jazzer), in a process of its own for a minute;
 * {@code -Dkindling.fuzz.seconds=3600} for longer. Inputs that reached something new are kept in
 * {@code src/test/resources/fuzz/dhcp} when {@code -Dkindling.fuzz.keep=true} is given.
 */
class DhcpFuzzIT {

    private static final Path CORPUS = Path.of("src/test/resources/fuzz/dhcp");
    private static final int SECONDS = Integer.getInteger("kindling.fuzz.seconds", 60);

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
        boolean keep = Boolean.getBoolean("kindling.fuzz.keep");
        Path found = keep ? CORPUS : Files.createDirectory(work.resolve("corpus"));
        Path log = work.resolve("log");
        Process fuzzer = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=dev.kindling.boots.netboot.DhcpFuzz",
                        "--instrumentation_includes=dev.kindling.**",
                        "-max_total_time=" + SECONDS,
                        "-max_len=1500",
                        "-artifact_prefix=" + work + "/",
                        found.toAbsolutePath().toString(),
                        CORPUS.toAbsolutePath().toString()))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(fuzzer.waitFor(SECONDS + 300L, TimeUnit.SECONDS)).isTrue();
        assertThat(fuzzer.exitValue()).as(() -> text(log)).isZero();
        assertThat(text(log)).contains("Done ");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
