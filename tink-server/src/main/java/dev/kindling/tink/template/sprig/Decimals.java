package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.FLOAT;
import static dev.kindling.tink.template.gotext.Parameter.INT;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/** Floats; sums and products are computed in decimal, so that 0.1 and 0.2 make 0.3. */
final class Decimals {

    /** Digits after the point that a quotient keeps. */
    private static final int DIVISION_DIGITS = 16;

    private Decimals() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("float64", a -> Cast.decimal(a.value(0)), ANY)
                .add("floor", a -> Math.floor(Cast.decimal(a.value(0))), ANY)
                .add("ceil", a -> Math.ceil(Cast.decimal(a.value(0))), ANY)
                .addVariadic("round", Decimals::round, ANY, INT, FLOAT)
                .add("add1f", a -> folded(a.value(0), List.of(1L), BigDecimal::add), ANY)
                .addVariadic("addf", a -> folded(0L, a.values(), BigDecimal::add), ANY);
        table.addVariadic("subf", a -> folded(a.value(0), a.from(1), BigDecimal::subtract), ANY, ANY)
                .addVariadic("mulf", a -> folded(a.value(0), a.from(1), BigDecimal::multiply), ANY, ANY)
                .addVariadic("divf", a -> folded(a.value(0), a.from(1), Decimals::quotient), ANY, ANY)
                .addVariadic("maxf", a -> most(a, Math::max), ANY, ANY)
                .addVariadic("minf", a -> most(a, Math::min), ANY, ANY);
    }

    private static double most(Arguments a, DoubleBinaryOperator operator) {
        return a.values().stream().mapToDouble(Cast::decimal).reduce(operator).orElseThrow();
    }

    private static double folded(Object first, List<Object> rest, BinaryOperator<BigDecimal> operator) {
        BigDecimal value = exact(first);
        for (Object next : rest) {
            value = operator.apply(value, exact(next));
        }
        return value.doubleValue();
    }

    private static BigDecimal exact(Object value) {
        double number = Cast.decimal(value);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("Cannot create a Decimal from " + number);
        }
        return BigDecimal.valueOf(number);
    }

    private static BigDecimal quotient(BigDecimal left, BigDecimal right) {
        if (right.signum() == 0) {
            throw new IllegalArgumentException("decimal division by 0");
        }
        return left.divide(right, DIVISION_DIGITS, RoundingMode.HALF_UP);
    }

    /** To so many places; the third argument is the digit's fraction from which it goes up. */
    private static double round(Arguments a) {
        double roundOn = a.values().size() > 2 ? (Double) a.value(2) : 0.5;
        double power = Math.pow(10, a.number(1));
        double shifted = power * Cast.decimal(a.value(0));
        double whole = shifted < 0 ? Math.ceil(shifted) : Math.floor(shifted);
        return (shifted - whole >= roundOn ? Math.ceil(shifted) : Math.floor(shifted)) / power;
    }
}
