package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.FunctionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** semver and semverCompare: constraints with commas or spaces for and, {@code ||} for or. */
final class Versions {

    private static final String VERSION = "v?(?:[0-9]+|[xX*])(?:\\.(?:[0-9]+|[xX*]))?(?:\\.(?:[0-9]+|[xX*]))?"
            + "(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
    private static final Pattern RANGE = Pattern.compile("\\s*(" + VERSION + ")\\s+-\\s+(" + VERSION + ")\\s*");
    private static final Pattern ONE =
            Pattern.compile("\\s*(=>|>=|=<|<=|!=|~>|=|>|<|~|\\^|)\\s*(" + VERSION + ")\\s*,?");
    private static final Pattern PIECES =
            Pattern.compile("v?([0-9]+|[xX*])(?:\\.([0-9]+|[xX*]))?(?:\\.([0-9]+|[xX*]))?(.*)");

    private Versions() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("semver", a -> Version.parse(a.text(0)), STRING)
                .add("semverCompare", a -> satisfies(a.text(0), a.text(1)), STRING, STRING);
    }

    private static boolean satisfies(String constraint, String version) {
        List<List<Bound>> alternatives = new ArrayList<>();
        String ranges = RANGE.matcher(constraint).replaceAll(">= $1, <= $2");
        for (String all : ranges.split("\\|\\|", -1)) {
            alternatives.add(bounds(all));
        }
        Version candidate = Version.parse(version);
        return alternatives.stream().anyMatch(all -> all.stream().allMatch(bound -> bound.admits(candidate)));
    }

    private static List<Bound> bounds(String all) {
        List<Bound> bounds = new ArrayList<>();
        Matcher one = ONE.matcher(all);
        int at = 0;
        while (at < all.length() && one.find(at) && one.start() == at) {
            bounds.add(bound(one.group(1), one.group(2)));
            at = one.end();
        }
        if (bounds.isEmpty() || at < all.length() || all.stripTrailing().endsWith(",")) {
            throw new IllegalArgumentException("improper constraint: " + all);
        }
        return bounds;
    }

    private static Bound bound(String operator, String text) {
        Matcher pieces = PIECES.matcher(text);
        if (!pieces.matches()) {
            throw new IllegalArgumentException("improper constraint: " + text);
        }
        String[] numbers = {"0", "0", "0"};
        int written = 0;
        while (written < 3 && isNumber(pieces.group(written + 1))) {
            numbers[written] = pieces.group(written + 1);
            written++;
        }
        return new Bound(operator, Version.parse(String.join(".", numbers) + pieces.group(4)), written);
    }

    private static boolean isNumber(String piece) {
        return piece != null && Character.isDigit(piece.charAt(0));
    }

    /**
     * One comparison.
     *
     * @param written how many of the three numbers are given; the others stand for any
     */
    private record Bound(String operator, Version version, int written) {

        boolean admits(Version candidate) {
            boolean unequal = operator.equals("!=");
            if (!candidate.isRelease() && version.isRelease() && !(unequal && written == 3)) {
                return false;
            }
            int order = candidate.compareTo(version);
            return switch (operator) {
                case "!=" -> written == 3 ? order != 0 : !sameNumbers(candidate);
                case ">" -> isGreater(candidate, order);
                case "<" -> order < 0;
                case ">=", "=>" -> order >= 0;
                case "<=", "=<" -> isAtMost(candidate, order);
                case "^" -> order >= 0 && sameUpToFirstNonZero(candidate);
                case "~", "~>" -> isNear(candidate, order);
                default -> written == 3 ? order == 0 : isNear(candidate, order);
            };
        }

        private boolean sameNumbers(Version candidate) {
            return (written < 1 || candidate.major().equals(version.major()))
                    && (written < 2 || candidate.minor().equals(version.minor()));
        }

        private boolean isGreater(Version candidate, int order) {
            if (written == 3) {
                return order > 0;
            }
            int major = candidate.major().compareTo(version.major());
            return major > 0
                    || major == 0 && written == 2 && candidate.minor().compareTo(version.minor()) > 0
                    || major == 0 && written == 0 && order > 0;
        }

        private boolean isAtMost(Version candidate, int order) {
            if (written == 3) {
                return order <= 0;
            }
            int major = candidate.major().compareTo(version.major());
            boolean minorAbove = written != 1 && candidate.minor().compareTo(version.minor()) > 0;
            return major < 0 || major == 0 && !minorAbove;
        }

        /** Patch may grow; minor too where only the major is written. */
        private boolean isNear(Version candidate, int order) {
            boolean zero = version.major().signum() == 0
                    && version.minor().signum() == 0
                    && version.patch().signum() == 0;
            if (order < 0) {
                return false;
            }
            return zero && (written == 0 || written == 3) || sameNumbers(candidate);
        }

        private boolean sameUpToFirstNonZero(Version candidate) {
            boolean major = candidate.major().equals(version.major());
            if (version.major().signum() > 0 || written == 1) {
                return major;
            }
            boolean minor = major && candidate.minor().equals(version.minor());
            return minor
                    && (version.minor().signum() > 0
                            || written == 2
                            || candidate.patch().equals(version.patch()));
        }
    }
}
