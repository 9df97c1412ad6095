package dev.kindling.tink.template.gotext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a table of templates; src/test/go/goldencases.go makes those that come from Go.
 *
 * @param expected begins with "output " or "error "
 */
public record GoldenCase(String template, String expected) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> DOCUMENT = new TypeReference<>() {};

    /** The rows of a resource beside the class. */
    public static Stream<GoldenCase> rows(Class<?> beside, String file) {
        return text(beside, file).lines().map(line -> of(JSON.readValue(line, DOCUMENT)));
    }

    private static GoldenCase of(Map<String, Object> line) {
        boolean refused = line.containsKey("error");
        return new GoldenCase(
                (String) line.get("template"), refused ? "error " + line.get("error") : "output " + line.get("output"));
    }

    /** What the template gives with the tables' data, in the form of {@link #expected}. */
    public String rendered(FunctionTable functions) {
        try {
            Object data = JSON.readValue(text(GoldenCase.class, "data.json"), DOCUMENT);
            return "output "
                    + TextTemplate.parse("t", template, Limits.DEFAULT, functions)
                            .render(data);
        } catch (TemplateException refused) {
            return "error " + refused.getMessage();
        }
    }

    private static String text(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return template.replace("\n", "\\n");
    }
}
