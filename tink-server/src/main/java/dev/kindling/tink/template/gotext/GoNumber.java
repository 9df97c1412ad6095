package dev.kindling.tink.template.gotext;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Number literals (Go's, base 0) and Go's ways to write floats. */
final class GoNumber {

    private static final Pattern INTEGER = Pattern.compile(
            "([+-]?)(0[xX]_?(?<hex>[0-9a-fA-F_]+)|0[bB]_?(?<bin>[01_]+)|0[oO]?_?(?<oct>[0-7_]+)|(?<dec>0|[1-9][0-9_]*))");
    private static final Pattern DECIMAL_FLOAT =
            Pattern.compile("[+-]?([0-9_]+\\.?[0-9_]*|\\.[0-9_]+)([eE][+-]?[0-9]+)?");
    private static final Pattern HEX_FLOAT = Pattern.compile("[+-]?0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][+-]?[0-9]+");
    private static final Pattern BAD_UNDERSCORE = Pattern.compile("__|_$|_[.eEpP]|\\._");

    private GoNumber() {}

    /**
     * A Long or a Double, by the way it is written.
     *
     * @throws IllegalArgumentException with Go's message
     */
    static Object parse(String text) {
        if (text.startsWith("'")) {
            return character(text);
        }
        Matcher integer = INTEGER.matcher(text);
        if (BAD_UNDERSCORE.matcher(text).find()) {
            throw new IllegalArgumentException("illegal number syntax: " + GoText.quote(text));
        }
        if (integer.matches()) {
            return integer(text, integer);
        }
        if (HEX_FLOAT.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        if (DECIMAL_FLOAT.matcher(text).matches()) {
            return decimal(text);
        }
        throw new IllegalArgumentException("illegal number syntax: " + GoText.quote(text));
    }

    /** Without point and exponent it would be an integer, had it not been refused as one. */
    private static double decimal(String text) {
        if (text.chars().noneMatch(c -> ".eE".indexOf(c) >= 0)) {
            throw new IllegalArgumentException("integer overflow: " + GoText.quote(text));
        }
        return Double.parseDouble(text.replace("_", ""));
    }

    private static long character(String text) {
        try {
            String value = GoText.unquote(text);
            if (value.codePointCount(0, value.length()) == 1) {
                return value.codePointAt(0);
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message Go has for both.
        }
        throw new IllegalArgumentException("malformed character constant: " + text);
    }

    private static long integer(String text, Matcher matcher) {
        BigInteger magnitude = magnitude(matcher);
        BigInteger value = "-".equals(matcher.group(1)) ? magnitude.negate() : magnitude;
        if (value.bitLength() > 63) {
            throw new IllegalArgumentException("integer overflow: " + GoText.quote(text));
        }
        return value.longValue();
    }

    private static BigInteger magnitude(Matcher matcher) {
        if (matcher.group("hex") != null) {
            return new BigInteger(matcher.group("hex").replace("_", ""), 16);
        }
        if (matcher.group("bin") != null) {
            return new BigInteger(matcher.group("bin").replace("_", ""), 2);
        }
        if (matcher.group("oct") != null) {
            return new BigInteger(matcher.group("oct").replace("_", ""), 8);
        }
        return new BigInteger(matcher.group("dec").replace("_", ""));
    }

    /** %v and %g: the shortest form that reads back the same, with an exponent below 1e-4 and from 1e6 on. */
    static String shortest(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return special(value);
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        return layout(value, exact, 6);
    }

    /** %g with a precision: that many significant digits. */
    static String general(double value, int precision) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return special(value);
        }
        int digits = Math.max(1, precision);
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        return layout(value, rounded, digits);
    }

    static String special(double value) {
        return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }

    private static String layout(double value, BigDecimal digits, int exponentFrom) {
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        if (digits.signum() == 0) {
            return sign + "0";
        }
        BigDecimal magnitude = digits.abs();
        int exponent = magnitude.precision() - magnitude.scale() - 1;
        if (exponent >= -4 && exponent < exponentFrom) {
            return sign + magnitude.toPlainString();
        }
        return sign + scientific(magnitude.unscaledValue().toString(), exponent);
    }

    private static String scientific(String digits, int exponent) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + power;
    }
}
