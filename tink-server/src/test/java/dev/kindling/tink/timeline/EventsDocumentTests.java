package dev.kindling.tink.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/events.md against the source text of the services that record events. */
class EventsDocumentTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|");

    /** The calls that make an event, up to the first text in them. */
    private static final Pattern RECORDED = Pattern.compile(
            "(?:BootEvent\\.\\w+|\\btell|\\bagain|\\bevent|\\bofWorkflow|new TimelineEvent)\\((?!\\))[^\";{}]*\"([a-z]+\\.[a-z]+(?:-[a-z]+)*)\"");

    private static final Pattern LITERAL = Pattern.compile("\"([a-z]+\\.[a-z]+(?:-[a-z]+)*)\"");

    /** Made of a prefix and a name of the protocol or of a state. */
    private static final Set<String> COMPOSED = Set.of(
            "dhcp.discover",
            "dhcp.offer",
            "dhcp.request",
            "dhcp.ack",
            "dhcp.nak",
            "dhcp.inform",
            "dhcp.decline",
            "dhcp.release",
            "action.cancelled");

    /** Promised, and not recorded by any service yet. */
    private static final Set<String> NOT_RECORDED_YET = Set.of("tftp.aborted");

    @Test
    void everyRecordedKindIsDocumented() {
        Map<String, Path> recorded = new TreeMap<>();
        sources()
                .forEach(file -> RECORDED.matcher(text(file))
                        .results()
                        .forEach(found -> recorded.put(found.group(1), file.getFileName())));

        assertThat(recorded)
                .as("the search finds what it should")
                .containsKeys("workflow.created", "action.started", "boot.started");
        assertThat(documented()).containsAll(recorded.keySet());
    }

    @Test
    void everyDocumentedKindIsRecorded() {
        Set<String> literals = sources()
                .flatMap(file -> LITERAL.matcher(text(file)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>(documented());
        missing.removeAll(literals);
        missing.removeAll(COMPOSED);
        missing.removeAll(NOT_RECORDED_YET);

        assertThat(missing).isEmpty();
    }

    private static Set<String> documented() {
        return DOCUMENTED
                .matcher(text(ROOT.resolve("docs/events.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> sources() {
        return Stream.of("tink-server", "boots-service", "hegel-metadata")
                .map(module -> ROOT.resolve(module + "/src/main/java"))
                .flatMap(directory -> {
                    try (Stream<Path> files = Files.walk(directory)) {
                        return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
                    } catch (IOException unreadable) {
                        throw new UncheckedIOException(unreadable);
                    }
                });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
