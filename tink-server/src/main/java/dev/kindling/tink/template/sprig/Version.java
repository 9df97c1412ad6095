package dev.kindling.tink.template.sprig;

import dev.kindling.tink.template.gotext.GoObject;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A semantic version; minor and patch may be missing when it is read, and are 0 then.
 *
 * @param original as written
 */
record Version(
        BigInteger major, BigInteger minor, BigInteger patch, String prerelease, String metadata, String original)
        implements GoObject, Comparable<Version> {

    private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
    private static final Pattern SYNTAX =
            Pattern.compile("v?([0-9]{1,19})(?:\\.([0-9]{1,19}))?(?:\\.([0-9]{1,19}))?(?:-(" + IDENTIFIERS
                    + "))?(?:\\+(" + IDENTIFIERS + "))?");
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:.*\\.)?0[0-9]+(?:\\..*)?");

    static Version parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Invalid Semantic Version");
        }
        String prerelease = parts.group(4) == null ? "" : parts.group(4);
        if (LEADING_ZERO.matcher(prerelease).matches()) {
            throw new IllegalArgumentException("Version segment starts with 0");
        }
        String metadata = parts.group(5) == null ? "" : parts.group(5);
        return new Version(
                number(parts.group(1)), number(parts.group(2)), number(parts.group(3)), prerelease, metadata, text);
    }

    private static BigInteger number(String digits) {
        return digits == null ? BigInteger.ZERO : new BigInteger(digits);
    }

    @Override
    public String typeName() {
        return "*semver.Version";
    }

    @Override
    public Object member(String name, List<Object> arguments) {
        return switch (name) {
            case "Major" -> none(name, arguments, major);
            case "Minor" -> none(name, arguments, minor);
            case "Patch" -> none(name, arguments, patch);
            case "Prerelease" -> none(name, arguments, prerelease);
            case "Metadata" -> none(name, arguments, metadata);
            case "Original" -> none(name, arguments, original);
            case "String" -> none(name, arguments, toString());
            case "Compare" -> (long) compareTo(other(name, arguments));
            case "LessThan" -> compareTo(other(name, arguments)) < 0;
            case "GreaterThan" -> compareTo(other(name, arguments)) > 0;
            case "Equal" -> compareTo(other(name, arguments)) == 0;
            default -> throw new IllegalArgumentException("can't evaluate field " + name + " in type " + typeName());
        };
    }

    private static Object none(String name, List<Object> arguments, Object value) {
        if (arguments.isEmpty()) {
            return value;
        }
        throw new IllegalArgumentException("wrong number of args for " + name + ": want 0 got " + arguments.size());
    }

    private Version other(String name, List<Object> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("wrong number of args for " + name + ": want 1 got " + arguments.size());
        }
        if (arguments.getFirst() instanceof Version version) {
            return version;
        }
        throw new IllegalArgumentException("wrong type for value; expected " + typeName());
    }

    boolean isRelease() {
        return prerelease.isEmpty();
    }

    /** By precedence (semver.org, 11): build metadata counts for nothing. */
    @Override
    public int compareTo(Version other) {
        int numbers = Comparator.comparing(Version::major)
                .thenComparing(Version::minor)
                .thenComparing(Version::patch)
                .compare(this, other);
        return Integer.signum(numbers != 0 ? numbers : comparePrerelease(prerelease, other.prerelease));
    }

    private static int comparePrerelease(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isEmpty(), right.isEmpty());
        }
        String[] a = left.split("\\.");
        String[] b = right.split("\\.");
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = compareIdentifier(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int compareIdentifier(String left, String right) {
        boolean leftNumber = left.chars().allMatch(Character::isDigit);
        boolean rightNumber = right.chars().allMatch(Character::isDigit);
        if (leftNumber && rightNumber) {
            return new BigInteger(left).compareTo(new BigInteger(right));
        }
        return leftNumber == rightNumber ? left.compareTo(right) : Boolean.compare(rightNumber, leftNumber);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (prerelease.isEmpty() ? "" : "-" + prerelease)
                + (metadata.isEmpty() ? "" : "+" + metadata);
    }
}
