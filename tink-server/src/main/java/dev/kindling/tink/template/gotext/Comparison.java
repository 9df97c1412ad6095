package dev.kindling.tink.template.gotext;

import java.util.List;

/** eq, ne, lt, le, gt, ge: by kind, never converting one kind into another. */
public final class Comparison {

    private static final int LONGEST_MESSAGE = 1 << 20;

    private Comparison() {}

    /** Whether the first equals any of the others. */
    static boolean equalsAny(List<Object> arguments) {
        if (arguments.size() < 2) {
            throw new IllegalArgumentException("missing argument for comparison");
        }
        Object first = arguments.getFirst();
        return arguments.subList(1, arguments.size()).stream().anyMatch(other -> equal(first, other));
    }

    static boolean equal(Object left, Object right) {
        if (left == null || right == null) {
            return left == right;
        }
        boolean basic = isBasic(left) && isBasic(right);
        if (basic && left.getClass() == right.getClass()) {
            return left instanceof Double number ? number.doubleValue() == (Double) right : left.equals(right);
        }
        if (isBasic(left) || isBasic(right)) {
            throw new IllegalArgumentException("incompatible types for comparison");
        }
        if (left instanceof GoObject || right instanceof GoObject) {
            return left.equals(right);
        }
        String leftType = GoValue.typeName(left);
        String rightType = GoValue.typeName(right);
        String shown = GoFormat.sprintf("%s", List.of(left), LONGEST_MESSAGE);
        throw new IllegalArgumentException(
                leftType.equals(rightType)
                        ? "non-comparable type " + shown + ": " + leftType
                        : "non-comparable types " + shown + ": " + leftType + ", " + rightType + ": "
                                + new GoPrinter(LONGEST_MESSAGE).value(right));
    }

    static boolean less(Object left, Object right) {
        if (!isBasic(left) || !isBasic(right)) {
            throw new IllegalArgumentException("invalid type for comparison");
        }
        if (left.getClass() != right.getClass()) {
            throw new IllegalArgumentException("incompatible types for comparison");
        }
        return switch (left) {
            case Long number -> number < (Long) right;
            case Double number -> number < (Double) right;
            case String text -> byCodePoint(text, (String) right) < 0;
            default -> throw new IllegalArgumentException("invalid type for comparison");
        };
    }

    static boolean lessOrEqual(Object left, Object right) {
        return less(left, right) || equal(left, right);
    }

    /** Go compares UTF-8 bytes, which is the order of code points; Java's own order differs above U+FFFF. */
    public static int byCodePoint(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        return java.util.Arrays.compare(a, b);
    }

    private static boolean isBasic(Object value) {
        return value instanceof Boolean || value instanceof Long || value instanceof Double || value instanceof String;
    }
}
