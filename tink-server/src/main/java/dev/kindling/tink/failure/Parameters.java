package dev.kindling.tink.failure;

import dev.kindling.contract.MacAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The small values of a request as every door reads them, or the refusal that names place, value and rule. */
public final class Parameters {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Parameters() {}

    /** @param kind of what it is the id: "hardware" */
    public static UUID id(String pointer, String text, String kind) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw invalid(pointer, text, "is not the id of a " + kind + ", a UUID");
        }
    }

    public static MacAddress mac(String pointer, String text) {
        try {
            return MacAddress.parse(text);
        } catch (IllegalArgumentException _) {
            throw invalid(pointer, text, "is not a MAC address; write aa:bb:cc:dd:ee:ff");
        }
    }

    /** The constant of that name, in whatever case it is written. */
    public static <E extends Enum<E>> E constant(String pointer, String text, Class<E> type) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw invalid(pointer, text, "is none of " + Arrays.toString(type.getEnumConstants()));
        }
    }

    /** The values of a JSON object; a blank text has none. */
    public static Map<String, Object> object(String pointer, String text, JsonMapper json) {
        if (text.isBlank()) {
            return Map.of();
        }
        try {
            return json.readValue(text, OBJECT);
        } catch (JacksonException e) {
            throw invalid(pointer, text, "is not a JSON object: " + e.getOriginalMessage());
        }
    }

    private static Failure.Invalid invalid(String pointer, String value, String rule) {
        return new Failure.Invalid("request", List.of(new Violation(pointer, value, rule)));
    }
}
