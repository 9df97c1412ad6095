package dev.kindling.tink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/faults.md is made from faults.tsv and from the tags of the tests of all modules, so it cannot say more than they do. */
class FaultsDocumentTests {

    private static final Path DOCUMENT = Path.of("..", "docs", "faults.md");
    private static final Path LIST = Path.of("src/test/resources/faults/faults.tsv");
    private static final Pattern TAG = Pattern.compile("\\s*@Tag\\(\"([FM][0-9]+)\"\\)");
    private static final Pattern METHOD = Pattern.compile("\\s+void (\\w+)\\(.*");

    private record Entry(String number, String status, String sentence) {

        boolean needsTests() {
            return status.equals("kept") || status.startsWith("partly: ");
        }
    }

    @Test
    void everyFaultThatIsKeptHasATestAndEveryTagAFault() throws IOException {
        Map<String, Entry> entries = entries();
        Map<String, Set<String>> tests = tests();

        assertThat(entries).hasSize(32 + 23);
        assertThat(entries.keySet()).containsAll(tests.keySet());
        assertThat(entries.values()).allSatisfy(entry -> {
            assertThat(entry.status()).matches("kept|partly: .+|elsewhere: .+|open: .+");
            assertThat(tests.containsKey(entry.number()))
                    .as(entry.number() + " is " + entry.status())
                    .isEqualTo(entry.needsTests());
        });
    }

    @Test
    void documentIsTheOneTheTestsMake() throws IOException {
        String before = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        String text = document();
        if (!before.equals(text)) {
            Files.writeString(DOCUMENT, text);
        }

        assertThat(before)
                .as("docs/faults.md was out of date and is rewritten: commit it")
                .isEqualTo(text);
    }

    private static String document() throws IOException {
        Map<String, Set<String>> tests = tests();
        StringBuilder text = new StringBuilder("""
                # Faults and security rules

                Written by `FaultsDocumentTests` from the tests that carry a number as `@Tag`; do not edit. All tests of one number:
                `./kindling test -Dgroups=F3`. What a fault asks of boots, hegel or the agent's actions is shown by their own tests.

                | number | what happens, and what has to come of it | status | tests |
                |---|---|---|---|
                """);
        for (Entry entry : entries().values()) {
            Set<String> of = tests.getOrDefault(entry.number(), Set.of());
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(entry.number(), entry.sentence(), entry.status(), String.join(", ", of)));
        }
        return text.toString();
    }

    private static Map<String, Entry> entries() throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String line : Files.readAllLines(LIST)) {
            if (!line.startsWith("#")) {
                String[] columns = line.split("\t");
                entries.put(columns[0], new Entry(columns[0], columns[1], columns[2]));
            }
        }
        return entries;
    }

    /** Number to {@code Class.method}, of every module beside this one. */
    private static Map<String, Set<String>> tests() throws IOException {
        Map<String, Set<String>> tests = new TreeMap<>();
        List<Path> sources;
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            sources = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        for (Path source : sources) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    collect(file, tests);
                }
            }
        }
        return tests;
    }

    private static void collect(Path file, Map<String, Set<String>> tests) throws IOException {
        String type = file.getFileName().toString().replace(".java", "");
        Set<String> numbers = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            Matcher tag = TAG.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (tag.matches()) {
                numbers.add(tag.group(1));
            } else if (method.matches() && !numbers.isEmpty()) {
                for (String number : numbers) {
                    tests.computeIfAbsent(number, _ -> new TreeSet<>()).add(type + "." + method.group(1));
                }
                numbers.clear();
            }
        }
    }
}
