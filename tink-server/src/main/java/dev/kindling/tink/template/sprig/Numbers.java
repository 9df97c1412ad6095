package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.INT;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whole numbers, 64 bits, wrapping round as Go's do. */
final class Numbers {

    /** A range of numbers longer than this is a mistake. */
    private static final long LONGEST = 10_000;

    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern OCTAL = Pattern.compile("[+-]?[0-7]{1,20}");

    private Numbers() {}

    static void addTo(FunctionTable.Builder table) {
        table.addVariadic("add", a -> folded(0, a.values(), Long::sum), ANY)
                .add("add1", a -> Cast.number(a.value(0)) + 1, ANY)
                .add("sub", a -> Cast.number(a.value(0)) - Cast.number(a.value(1)), ANY, ANY)
                .add("div", a -> Cast.number(a.value(0)) / divisor(a.value(1)), ANY, ANY)
                .add("mod", a -> Cast.number(a.value(0)) % divisor(a.value(1)), ANY, ANY);
        folding(table, "mul", (left, right) -> left * right);
        folding(table, "max", Math::max);
        folding(table, "min", Math::min);
        table.alias("biggest", "max");
        table.add("int", a -> Cast.number(a.value(0)), ANY)
                .alias("int64", "int")
                .add("atoi", a -> DECIMAL.matcher(a.text(0)).matches() ? Long.parseLong(a.text(0)) : 0L, STRING)
                .add("toDecimal", a -> octal(Cast.text(a.value(0))), ANY)
                .add("until", a -> steps(0, a.number(0), a.number(0) < 0 ? -1 : 1), INT)
                .add("untilStep", a -> steps(a.number(0), a.number(1), a.number(2)), INT, INT, INT)
                .addVariadic("seq", Numbers::sequence, INT);
    }

    private static void folding(FunctionTable.Builder table, String name, LongBinaryOperator operator) {
        table.addVariadic(name, a -> folded(Cast.number(a.value(0)), a.from(1), operator), ANY, ANY);
    }

    private static long folded(long start, List<Object> values, LongBinaryOperator operator) {
        return values.stream().mapToLong(Cast::number).reduce(start, operator);
    }

    private static long divisor(Object value) {
        long divisor = Cast.number(value);
        if (divisor == 0) {
            throw new IllegalArgumentException("runtime error: integer divide by zero");
        }
        return divisor;
    }

    /** A file mode written in octal, as a number. */
    private static long octal(String text) {
        try {
            return OCTAL.matcher(text).matches() ? Long.parseLong(text, 8) : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static List<Object> steps(long start, long stop, long step) {
        boolean down = stop < start;
        if (down ? step >= 0 : step <= 0) {
            return List.of();
        }
        if (Math.abs(stop - start) / Math.abs(step) > LONGEST) {
            throw new IllegalArgumentException("makes more than " + LONGEST + " numbers");
        }
        List<Object> steps = new ArrayList<>();
        for (long i = start; down ? i > stop : i < stop; i += step) {
            steps.add(i);
        }
        return steps;
    }

    /** As the shell's seq: last; first and last; first, step and last. */
    private static String sequence(Arguments a) {
        return switch (a.values().size()) {
            case 1 -> sequence(1, a.number(0) < 1 ? -1 : 1, a.number(0));
            case 2 -> sequence(a.number(0), a.number(1) < a.number(0) ? -1 : 1, a.number(1));
            case 3 -> sequence(a.number(0), a.number(1), a.number(2));
            default -> "";
        };
    }

    private static String sequence(long first, long step, long last) {
        if (last < first && step > 0) {
            return "";
        }
        return steps(first, last < first ? last - 1 : last + 1, step).stream()
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }
}
