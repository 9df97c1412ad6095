package dev.kindling.boots.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every rule has its tests, and the document says what they say. */
class ConformanceTests {

    private static final Path FILE = Path.of("..", "docs", "conformance.md");
    private static final boolean WRITE = "write".equals(System.getProperty("kindling.conformance"));

    private final Map<String, Set<String>> positive = new TreeMap<>();
    private final Map<String, Set<String>> negative = new TreeMap<>();
    private Map<String, RuleBook.Entry> rules;
    private ConformanceDocument document;

    @BeforeEach
    void find() throws IOException {
        new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("dev.kindling.boots").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(Rule.class))
                        .forEach(this::enter);
        rules = RuleBook.read();
        document = new ConformanceDocument(rules, positive, negative);
    }

    @Test
    void everyRuleIsKeptByAPositiveAndANegativeTest() {
        assertThat(document.faults()).isEmpty();
        assertThat(rules).hasSize(85);
    }

    @Test
    void documentIsTheOneTheTestsMake() throws IOException {
        String before = Files.exists(FILE) ? Files.readString(FILE) : "";
        if (WRITE) {
            Files.writeString(FILE, document.render(RuleResults.read(), before));
        } else {
            assertThat(before)
                    .as("docs/conformance.md is stale; its first lines say how to write it again")
                    .isEqualTo(document.render(Map.of(), before));
            assertThat(before.lines().filter(line -> line.startsWith("| D") || line.startsWith("| T")))
                    .as("a kept rule whose tests have not all passed; run them as root, then write the document")
                    .noneMatch(line ->
                            line.endsWith("| not run |") || line.contains("skipped |") || line.contains("FAILED"));
        }
    }

    private void enter(JavaMethod method) {
        String test = method.getOwner().getSimpleName() + "." + method.getName();
        Rule rule = method.getAnnotationOfType(Rule.class);
        enter(positive, rule.positive(), test);
        enter(negative, rule.negative(), test);
    }

    private static void enter(Map<String, Set<String>> tests, String[] numbers, String test) {
        for (String number : numbers) {
            tests.computeIfAbsent(number, _ -> new TreeSet<>()).add(test);
        }
    }
}
