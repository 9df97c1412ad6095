package dev.kindling.tink.template.gotext;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values a template works with: null, Boolean, String, Long, Double, List, Map with string keys, {@link GoObject}. */
public final class GoValue {

    private GoValue() {}

    /** Brings a value of the data into one of those forms. */
    public static Object of(Object raw) {
        return switch (raw) {
            case null -> null;
            case Boolean _, String _, Long _, Double _, List<?> _, Map<?, ?> _, GoObject _ -> raw;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Float number -> number.doubleValue();
            case BigInteger number ->
                number.bitLength() < 64 ? (Object) number.longValue() : (Object) number.doubleValue();
            case BigDecimal number -> number.doubleValue();
            default ->
                throw new IllegalArgumentException(
                        "a template cannot use a " + raw.getClass().getSimpleName());
        };
    }

    /** A copy all through, so that a template's {@code set} changes nothing but its own rendering. */
    public static Object changeable(Object raw) {
        return switch (raw) {
            case List<?> list -> {
                List<Object> copy = new ArrayList<>(list.size());
                list.forEach(element -> copy.add(changeable(element)));
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, value) -> copy.put(key, changeable(value)));
                yield copy;
            }
            case null, default -> of(raw);
        };
    }

    /** The name Go gives the type of such a value when it comes out of JSON. */
    public static String typeName(Object value) {
        return switch (value) {
            case null -> "interface {}";
            case Boolean _ -> "bool";
            case String _ -> "string";
            case Long _ -> "int";
            case Double _ -> "float64";
            case List<?> _ -> "[]interface {}";
            case Map<?, ?> _ -> "map[string]interface {}";
            case GoObject object -> object.typeName();
            default -> throw new IllegalArgumentException("not a template value: " + value.getClass());
        };
    }

    /** Whether it is not the zero of its type. */
    public static boolean isTrue(Object value) {
        return switch (value) {
            case null -> false;
            case Boolean bool -> bool;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case GoObject _ -> true;
            default -> throw new IllegalArgumentException("not a template value: " + value.getClass());
        };
    }
}
