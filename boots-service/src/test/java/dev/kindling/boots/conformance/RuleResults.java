package dev.kindling.boots.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/** Keeps what became of the tests that carry a {@link Rule}, for the document. */
final class RuleResults implements TestWatcher {

    static final String PASSED = "passed";

    /** Below the module's directory; the newest outcome of each test, over several runs. */
    static final Path FILE = Path.of("target", "conformance-results.tsv");

    private static final String FAILED = "FAILED";

    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, PASSED);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        note(context, FAILED);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        note(context, "skipped");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, "skipped");
    }

    /** Test as {@code Class.method} to its outcome; empty when nothing ran yet. */
    static Map<String, String> read() throws IOException {
        Map<String, String> results = new TreeMap<>();
        if (Files.exists(FILE)) {
            for (String line : Files.readAllLines(FILE)) {
                String[] columns = line.split("\t");
                results.put(columns[0], columns[1]);
            }
        }
        return results;
    }

    private static void note(ExtensionContext context, String outcome) {
        String test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        Collected collected = context.getRoot()
                .getStore(Namespace.create(RuleResults.class))
                .computeIfAbsent(Collected.class, _ -> new Collected(), Collected.class);
        collected.add(test, outcome);
    }

    /** One of them fails: the test failed, whatever its other parameters did. Written when the engine ends. */
    private static final class Collected implements AutoCloseable {

        private final Map<String, String> outcomes = new TreeMap<>();

        synchronized void add(String test, String outcome) {
            outcomes.merge(test, outcome, (one, other) -> one.equals(FAILED) || other.equals(PASSED) ? one : other);
        }

        @Override
        public synchronized void close() {
            try {
                Map<String, String> all = read();
                all.putAll(outcomes);
                StringBuilder text = new StringBuilder();
                all.forEach((test, outcome) ->
                        text.append(test).append('\t').append(outcome).append('\n'));
                Files.createDirectories(FILE.getParent());
                Files.writeString(FILE, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
