package dev.kindling.boots.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A coverage-guided fuzzer (Jazzer) in a process of its own; {@code -Dkindling.fuzz.seconds=3600} lets each run that long.
 * Inputs that reached something new are kept in the corpus when {@code -Dkindling.fuzz.keep=true} is given.
 *
 * @param target has {@code public static void fuzzerTestOneInput(byte[])}, which throws when something does not hold
 * @param corpus what earlier runs kept
 * @param seconds unless the property says otherwise
 * @param longest bytes of an input
 */
public record Fuzzer(Class<?> target, Path corpus, int seconds, int longest) {

    /** Fails with the fuzzer's log, which ends with the input, when one was found that does not hold. */
    public void findsNothing(Path work) throws IOException, InterruptedException {
        int time = Integer.getInteger("kindling.fuzz.seconds", seconds);
        Path found = Boolean.getBoolean("kindling.fuzz.keep") ? corpus : Files.createDirectory(work.resolve("corpus"));
        Path log = work.resolve("log");
        Process fuzzer = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=dev.kindling.**",
                        "-max_total_time=" + time,
                        "-max_len=" + longest,
                        "-artifact_prefix=" + work + "/",
                        found.toAbsolutePath().toString(),
                        corpus.toAbsolutePath().toString()))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzer.waitFor(time + 300L, TimeUnit.SECONDS)).isTrue();
        } finally {
            fuzzer.destroyForcibly();
        }
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
