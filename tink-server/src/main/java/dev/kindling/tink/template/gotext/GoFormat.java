package dev.kindling.tink.template.gotext;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go's Sprintf: verbs v s q d x X o b c U t f F e g T and %%, with flags, width and precision. */
final class GoFormat {

    /** A verb with what stood before it; width and precision are -1 when absent. */
    private record Verb(String flags, int width, int precision, int letter) {
        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }

        Verb without(char flag) {
            return new Verb(flags.replace(String.valueOf(flag), ""), width, precision, letter);
        }
    }

    private static final Pattern DIRECTIVE = Pattern.compile("%(?<flags>[-+# 0]*)"
            + "(?<widthAt>\\[[^\\]]*])?(?<width>\\d{1,9}|\\*)?"
            + "(?<dot>\\.(?<precisionAt>\\[[^\\]]*])?(?<precision>\\d{1,9}|\\*)?)?(?<at>\\[[^\\]]*])?");
    private static final int WIDEST = 1_000_000;

    private final GoPrinter out;
    private final List<Object> values;
    private final int limit;
    private int next;
    /** Whether the format chose arguments by number; what is left over is then no mistake. */
    private boolean chooses;

    private boolean badIndex;

    private GoFormat(List<Object> values, int limit) {
        this.out = new GoPrinter(limit);
        this.values = values;
        this.limit = limit;
    }

    static String sprintf(String format, List<Object> values, int limit) {
        GoFormat run = new GoFormat(values, limit);
        run.format(format);
        return run.out.toString();
    }

    private void format(String format) {
        Matcher matcher = DIRECTIVE.matcher(format);
        int position = 0;
        while (matcher.find(position)) {
            out.append(format.substring(position, matcher.start()));
            position = matcher.end();
            badIndex = false;
            if (position >= format.length() || format.charAt(position) == '[') {
                out.append("%!(NOVERB)");
                chooses |= position < format.length();
                position = format.length();
                break;
            }
            int letter = format.codePointAt(position);
            position += Character.charCount(letter);
            directive(verb(matcher, letter));
        }
        out.append(format.substring(Math.min(position, format.length())));
        extra();
    }

    private Verb verb(Matcher matcher, int letter) {
        choose(matcher.group("widthAt"));
        int width = count(matcher.group("width"), "%!(BADWIDTH)");
        choose(matcher.group("precisionAt"));
        boolean point = matcher.group("dot") != null;
        int precision = point ? Math.max(count(matcher.group("precision"), "%!(BADPREC)"), 0) : -1;
        choose(matcher.group("at"));
        boolean left = width < -1;
        return new Verb(
                left ? matcher.group("flags").replace("0", "") + "-" : matcher.group("flags"),
                Math.min(Math.abs(width), WIDEST) * (width == -1 ? -1 : 1),
                Math.min(precision, WIDEST),
                letter);
    }

    /** {@code [n]}: the next argument is the n-th. */
    private void choose(String index) {
        if (index == null) {
            return;
        }
        chooses = true;
        String digits = index.substring(1, index.length() - 1);
        int number = digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0;
        badIndex |= number < 1 || number > values.size();
        next = badIndex ? next : number - 1;
    }

    /** A width or precision as written, or, for a star, from the next argument; -1 for none. */
    private int count(String written, String complaint) {
        if (written == null) {
            return -1;
        }
        if (!written.equals("*")) {
            return Integer.parseInt(written);
        }
        Object value = next < values.size() ? GoValue.of(values.get(next++)) : null;
        if (value instanceof Long number && Math.abs(number) <= WIDEST) {
            return number.intValue();
        }
        out.append(complaint);
        return -1;
    }

    private void directive(Verb verb) {
        String letter = Character.toString(verb.letter());
        if (verb.letter() == '%') {
            out.append("%");
        } else if (badIndex) {
            out.append("%!" + letter + "(BADINDEX)");
        } else if (next >= values.size()) {
            out.append("%!" + letter + "(MISSING)");
        } else {
            out.append(formatted(verb, GoValue.of(values.get(next++))));
        }
    }

    private void extra() {
        if (!chooses && next < values.size()) {
            out.append("%!(EXTRA ");
            String separator = "";
            for (Object value : values.subList(next, values.size())) {
                out.append(separator).append(value == null ? "<nil>" : GoValue.typeName(GoValue.of(value)) + "=");
                if (value != null) {
                    out.value(value);
                }
                separator = ", ";
            }
            out.append(")");
        }
    }

    private String formatted(Verb verb, Object value) {
        return switch (verb.letter()) {
            case 'v' -> verb.has('#') ? pad(verb, goSyntax(value)) : plain(verb.without('+'), value);
            case 'T' -> pad(verb, value == null ? "<nil>" : GoValue.typeName(value));
            default -> typed(verb, value);
        };
    }

    private String plain(Verb verb, Object value) {
        return switch (value) {
            case Long number -> integer(new Verb(verb.flags(), verb.width(), verb.precision(), 'd'), number);
            case Double number -> floating(new Verb(verb.flags(), verb.width(), verb.precision(), 'v'), number);
            case String text -> string(new Verb(verb.flags(), verb.width(), verb.precision(), 's'), text);
            case List<?> list -> elements(verb, list);
            case Map<?, ?> map -> entries(verb, map);
            case null -> pad(verb, "<nil>");
            default -> pad(verb, value.toString());
        };
    }

    private String typed(Verb verb, Object value) {
        return switch (value) {
            case null -> "%!" + Character.toString(verb.letter()) + "(<nil>)";
            case Long number when "bcdoOqxXU".indexOf(verb.letter()) >= 0 -> integer(verb, number);
            case Double number when "eEfFgG".indexOf(verb.letter()) >= 0 -> floating(verb, number);
            case String text when "sqxX".indexOf(verb.letter()) >= 0 -> string(verb, text);
            case Boolean bool when verb.letter() == 't' -> pad(verb, bool.toString());
            case List<?> list -> elements(verb, list);
            case Map<?, ?> map -> entries(verb, map);
            default ->
                "%!" + Character.toString(verb.letter()) + "(" + GoValue.typeName(value) + "="
                        + new GoPrinter(limit).value(value) + ")";
        };
    }

    private String elements(Verb verb, List<?> list) {
        GoPrinter all = new GoPrinter(limit).append("[");
        String separator = "";
        for (Object element : list) {
            all.append(separator).append(formatted(verb, GoValue.of(element)));
            separator = " ";
        }
        return all.append("]").toString();
    }

    private String entries(Verb verb, Map<?, ?> map) {
        GoPrinter all = new GoPrinter(limit).append("map[");
        String separator = "";
        for (String key : GoPrinter.sortedKeys(map)) {
            all.append(separator)
                    .append(formatted(verb, key))
                    .append(":")
                    .append(formatted(verb, GoValue.of(map.get(key))));
            separator = " ";
        }
        return all.append("]").toString();
    }

    private String string(Verb verb, String text) {
        int length = text.codePointCount(0, text.length());
        boolean cut = verb.precision() >= 0 && verb.precision() < length;
        String shown = cut ? text.substring(0, text.offsetByCodePoints(0, verb.precision())) : text;
        return switch (verb.letter()) {
            case 'q' -> pad(verb, verb.has('#') && shown.indexOf('`') < 0 ? "`" + shown + "`" : GoText.quote(shown));
            case 'x' -> pad(verb, HexFormat.of().formatHex(shown.getBytes(StandardCharsets.UTF_8)));
            case 'X' -> pad(verb, HexFormat.of().withUpperCase().formatHex(shown.getBytes(StandardCharsets.UTF_8)));
            default -> pad(verb, shown);
        };
    }

    private String integer(Verb verb, long number) {
        return switch (verb.letter()) {
            case 'c' ->
                pad(verb, Character.isValidCodePoint((int) number) ? Character.toString((int) number) : "\ufffd");
            case 'q' -> pad(verb, GoText.quote((int) number));
            case 'U' ->
                pad(
                        verb,
                        verb.has('#') ? GoText.codePoint((int) number) : String.format(Locale.ROOT, "U+%04X", number));
            case 'x' -> digits(verb, number, 16, verb.has('#') ? "0x" : "");
            case 'X' -> digits(verb, number, 16, verb.has('#') ? "0X" : "");
            case 'o' -> digits(verb, number, 8, verb.has('#') ? "0" : "");
            case 'O' -> digits(verb, number, 8, "0o");
            case 'b' -> digits(verb, number, 2, verb.has('#') ? "0b" : "");
            default -> digits(verb, number, 10, "");
        };
    }

    private String digits(Verb verb, long number, int radix, String prefix) {
        String magnitude = Long.toString(number, radix).replace("-", "");
        String cased = verb.letter() == 'X' ? magnitude.toUpperCase(Locale.ROOT) : magnitude;
        String atLeast = "0".repeat(Math.max(0, verb.precision() - cased.length())) + cased;
        return signed(verb, number < 0, prefix, atLeast, verb.precision() < 0);
    }

    private String floating(Verb verb, double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return pad(verb, GoNumber.special(number));
        }
        double magnitude = Math.abs(number);
        int precision = verb.precision();
        String text = switch (verb.letter()) {
            case 'f', 'F' ->
                new BigDecimal(magnitude)
                        .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            case 'e', 'E' -> scientific(magnitude, precision < 0 ? 6 : precision);
            default -> precision < 0 ? GoNumber.shortest(magnitude) : GoNumber.general(magnitude, precision);
        };
        boolean upper = verb.letter() == 'E' || verb.letter() == 'G';
        return signed(
                verb, Double.doubleToRawLongBits(number) < 0, "", upper ? text.toUpperCase(Locale.ROOT) : text, true);
    }

    private static String scientific(double magnitude, int precision) {
        return String.format(Locale.ROOT, "%." + precision + "e", new BigDecimal(magnitude));
    }

    private String signed(Verb verb, boolean negative, String prefix, String magnitude, boolean zeroPads) {
        String sign = (negative ? "-" : verb.has('+') ? "+" : verb.has(' ') ? " " : "") + prefix;
        if (zeroPads && verb.has('0') && !verb.has('-')) {
            int zeros = verb.width() - sign.length() - magnitude.length();
            return sign + "0".repeat(Math.max(0, zeros)) + magnitude;
        }
        return pad(verb, sign + magnitude);
    }

    private static String pad(Verb verb, String text) {
        int missing = verb.width() - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        String fill = (verb.has('0') && !verb.has('-') && verb.letter() == 's' ? "0" : " ").repeat(missing);
        return verb.has('-') ? text + fill : fill + text;
    }

    /** As %#v. */
    private String goSyntax(Object value) {
        return switch (value) {
            case null -> "<nil>";
            case String text -> GoText.quote(text);
            case List<?> list -> {
                GoPrinter all = new GoPrinter(limit).append("[]interface {}{");
                for (int i = 0; i < list.size(); i++) {
                    all.append(i > 0 ? ", " : "").append(nested(list.get(i)));
                }
                yield all.append("}").toString();
            }
            case Map<?, ?> map -> {
                GoPrinter all = new GoPrinter(limit).append("map[string]interface {}{");
                String separator = "";
                for (String key : GoPrinter.sortedKeys(map)) {
                    all.append(separator).append(GoText.quote(key)).append(":").append(nested(map.get(key)));
                    separator = ", ";
                }
                yield all.append("}").toString();
            }
            default -> new GoPrinter(limit).value(value).toString();
        };
    }

    private String nested(Object element) {
        return element == null ? "interface {}(nil)" : goSyntax(GoValue.of(element));
    }
}
