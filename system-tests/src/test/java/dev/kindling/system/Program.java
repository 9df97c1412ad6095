package dev.kindling.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this host that has to come to a good end in a given time. */
final class Program {

    private static final String MORE_PATH = ":/usr/sbin:/sbin";

    private Program() {}

    /**
     * Runs it; what it says is in the log, and in the exception where it fails.
     *
     * @return what it said
     */
    static String run(Path log, Duration deadline, String... words) throws IOException, InterruptedException {
        Process process = start(log, List.of(words));
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(words[0] + " did not end within " + deadline + "; see " + log);
            }
            String said = Files.readString(log);
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", words) + " ended with " + process.exitValue() + ": " + said);
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts one that goes on; both of its streams go to the end of the log. */
    static Process start(Path log, List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().merge("PATH", MORE_PATH, String::concat);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }
}
