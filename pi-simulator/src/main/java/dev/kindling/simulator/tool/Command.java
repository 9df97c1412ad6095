package dev.kindling.simulator.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program and its words, run to its end.
 *
 * @param words program name and arguments
 * @param environment added to ours
 */
public record Command(List<String> words, Map<String, String> environment) {

    /** Debian keeps mke2fs, debugfs and ip where an ordinary user's PATH does not look. */
    private static final String MORE_PATH = ":/usr/sbin:/sbin";

    private static final int WORDS_SHOWN = 12;

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    public Command and(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, environment);
    }

    public Command with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Command(words, more);
    }

    /**
     * Runs it; what it prints is thrown away.
     *
     * @throws IOException with its exit status and complaint if it fails
     */
    public void run() throws IOException, InterruptedException {
        Output<Long> output = read(out -> out.transferTo(java.io.OutputStream.nullOutputStream()));
        if (output.status() != 0) {
            throw new IOException(shown() + " ended with " + output.status() + ": " + output.complaint());
        }
    }

    /** Runs it and gives what it prints to a reader, which must read to the end. */
    public <T> Output<T> read(Reader<T> reader) throws IOException, InterruptedException {
        Process process = start();
        try {
            process.getOutputStream().close();
            T value = reader.read(process.getInputStream());
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Output<>(value, complaint, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        List<String> resolved = new ArrayList<>(words);
        ProcessBuilder builder = new ProcessBuilder(resolved);
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + MORE_PATH;
        builder.environment().put("PATH", path);
        resolved.set(0, find(words.getFirst(), path));
        return builder.start();
    }

    /** The JDK looks a program up in its own PATH, not in the one it hands on. */
    private static String find(String program, String path) {
        for (String directory : path.split(":")) {
            Path file = Path.of(directory, program);
            if (file.toFile().canExecute()) {
                return file.toString();
            }
        }
        return program;
    }

    private String shown() {
        return String.join(" ", words.subList(0, Math.min(words.size(), WORDS_SHOWN)));
    }

    /**
     * Reads a program's output.
     *
     * @param <T> what it makes of it
     */
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream out) throws IOException;
    }

    /**
     * How it ended.
     *
     * @param value what the reader made of standard output
     * @param complaint standard error
     * @param status exit status
     */
    public record Output<T>(T value, String complaint, int status) {}
}
