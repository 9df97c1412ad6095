package dev.kindling.tink.template.sprig;

import dev.kindling.tink.template.gotext.GoPrinter;
import dev.kindling.tink.template.gotext.GoValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sprig's generous conversions: what cannot be converted is zero. */
final class Cast {

    private static final Pattern INTEGER = Pattern.compile(
            "([+-]?)(0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<bin>[01]+)|0[oO]?(?<oct>[0-7]+)|(?<dec>[0-9]+))");
    private static final Pattern TRAILING_ZERO_DECIMALS = Pattern.compile("\\.0+$");
    private static final Pattern FLOAT = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final int ANY_LENGTH = Integer.MAX_VALUE;

    private Cast() {}

    /** As %v. */
    static String text(Object value) {
        return value instanceof String text
                ? text
                : new GoPrinter(ANY_LENGTH).value(value).toString();
    }

    static long number(Object value) {
        return switch (value) {
            case Long number -> number;
            case Double number -> number.longValue();
            case Boolean bool -> bool ? 1 : 0;
            case String text -> parse(TRAILING_ZERO_DECIMALS.matcher(text).replaceFirst(""));
            case null, default -> 0;
        };
    }

    private static long parse(String text) {
        Matcher matcher = INTEGER.matcher(text);
        if (!matcher.matches()) {
            return 0;
        }
        BigInteger magnitude = magnitude(matcher);
        BigInteger value = matcher.group(1).equals("-") ? magnitude.negate() : magnitude;
        return value.bitLength() > 63 ? 0 : value.longValue();
    }

    private static BigInteger magnitude(Matcher matcher) {
        if (matcher.group("hex") != null) {
            return new BigInteger(matcher.group("hex"), 16);
        }
        if (matcher.group("bin") != null) {
            return new BigInteger(matcher.group("bin"), 2);
        }
        return matcher.group("oct") != null
                ? new BigInteger(matcher.group("oct"), 8)
                : new BigInteger(decimal(matcher.group("dec")));
    }

    /** 08 is an octal number with a wrong digit: no number at all. */
    private static String decimal(String digits) {
        return digits.length() > 1 && digits.startsWith("0") ? "0" : digits;
    }

    static double decimal(Object value) {
        return switch (value) {
            case Long number -> number.doubleValue();
            case Double number -> number;
            case Boolean bool -> bool ? 1 : 0;
            case String text -> FLOAT.matcher(text).matches() ? Double.parseDouble(text) : 0;
            case null, default -> 0;
        };
    }

    /** A list as it is, for functions that take nothing else. */
    @SuppressWarnings("unchecked")
    static List<Object> list(Object value, String purpose) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new IllegalArgumentException(
                value == null
                        ? "runtime error: invalid memory address or nil pointer dereference"
                        : "Cannot " + purpose + " on type " + kind(value));
    }

    /** Go's reflect.Kind, as kindOf says it. */
    static String kind(Object value) {
        return switch (value) {
            case null -> "invalid";
            case List<?> _ -> "slice";
            case Map<?, ?> _ -> "map";
            case Boolean _, Long _, Double _, String _ -> GoValue.typeName(value);
            default -> "ptr";
        };
    }

    /** The texts of a list's elements, nils left out; anything else is a list of one. */
    static List<String> texts(Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list ->
                list.stream()
                        .filter(java.util.Objects::nonNull)
                        .map(element -> text(GoValue.of(element)))
                        .toList();
            default -> List.of(text(value));
        };
    }

    /** Go's DeepEqual of values that come out of templates. */
    static boolean same(Object left, Object right) {
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return a.size() == b.size()
                    && java.util.stream.IntStream.range(0, a.size()).allMatch(i -> same(a.get(i), b.get(i)));
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
        }
        return java.util.Objects.equals(GoValue.of(left), GoValue.of(right));
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
