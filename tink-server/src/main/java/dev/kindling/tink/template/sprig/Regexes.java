package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.INT;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Go's regular expressions: RE2's syntax, and time that grows with the text only. */
final class Regexes {

    private static final int LONGEST = 1000;

    /** Of all repetition counts multiplied: the size of the compiled form grows with it. */
    private static final long MOST_REPETITIONS = 100_000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

    private Regexes() {}

    /** Compiles, or fails the way the plain or the must form does. */
    private interface Compiler {
        Pattern compile(String regex);
    }

    static void addTo(FunctionTable.Builder table) {
        table.add("regexMatch", a -> matches(a, true), STRING, STRING)
                .add("mustRegexMatch", a -> matches(a, false), STRING, STRING)
                .add("regexQuoteMeta", a -> quoted(a.text(0)), STRING);
        addTo(table, UnaryOperator.identity(), Regexes::compiledOrPanic);
        addTo(table, name -> "mustR" + name.substring(1), Regexes::compiled);
    }

    private static void addTo(FunctionTable.Builder table, UnaryOperator<String> name, Compiler compiler) {
        table.add(name.apply("regexFind"), a -> find(compiler.compile(a.text(0)), a.text(1)), STRING, STRING)
                .add(
                        name.apply("regexFindAll"),
                        a -> all(compiler.compile(a.text(0)), a.text(1), a.number(2)).stream()
                                .map(match -> a.text(1).substring(match.start(), match.end()))
                                .toList(),
                        STRING,
                        STRING,
                        INT)
                .add(name.apply("regexSplit"), a -> split(compiler.compile(a.text(0)), a), STRING, STRING, INT);
        table.add(
                        name.apply("regexReplaceAll"),
                        a -> replaced(compiler.compile(a.text(0)), a, true),
                        STRING,
                        STRING,
                        STRING)
                .add(
                        name.apply("regexReplaceAllLiteral"),
                        a -> replaced(compiler.compile(a.text(0)), a, false),
                        STRING,
                        STRING,
                        STRING);
    }

    private static Pattern compiled(String regex) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException("regular expression is longer than " + LONGEST + " characters");
        }
        long repetitions = 1;
        java.util.regex.Matcher count = COUNT.matcher(regex);
        while (count.find() && repetitions <= MOST_REPETITIONS) {
            String most = count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
            repetitions *= Math.max(1, Long.parseLong(most));
        }
        if (repetitions > MOST_REPETITIONS) {
            throw new IllegalArgumentException("regular expression repeats more than " + MOST_REPETITIONS + " times");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException bad) {
            throw new IllegalArgumentException(bad.getMessage());
        }
    }

    private static Pattern compiledOrPanic(String regex) {
        try {
            return compiled(regex);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("regexp: Compile(`" + regex + "`): " + bad.getMessage());
        }
    }

    private static boolean matches(Arguments a, boolean lenient) {
        try {
            return compiled(a.text(0)).matcher(a.text(1)).find();
        } catch (IllegalArgumentException bad) {
            if (lenient) {
                return false;
            }
            throw bad;
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    /** A match, with the groups' texts, null where a group took no part. */
    private record Match(int start, int end, List<String> groups) {}

    /** As Go finds them: no empty match right behind another match; at most so many unless negative. */
    private static List<Match> all(Pattern pattern, String text, long most) {
        List<Match> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        int last = -1;
        while ((most < 0 || found.size() < most) && matcher.find()) {
            if (matcher.end() > matcher.start() || matcher.start() != last) {
                found.add(new Match(matcher.start(), matcher.end(), groups(matcher)));
            }
            last = matcher.end();
        }
        return found;
    }

    private static List<String> groups(Matcher matcher) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups;
    }

    private static List<String> split(Pattern pattern, Arguments a) {
        String text = a.text(1);
        long most = a.number(2);
        if (most == 0) {
            return List.of();
        }
        if (text.isEmpty() && !a.text(0).isEmpty()) {
            return List.of("");
        }
        List<String> pieces = new ArrayList<>();
        int from = 0;
        int end = 0;
        for (Match match : all(pattern, text, most)) {
            if (most > 0 && pieces.size() == most - 1) {
                break;
            }
            end = match.start();
            if (match.end() != 0) {
                pieces.add(text.substring(from, end));
            }
            from = match.end();
        }
        if (end != text.length()) {
            pieces.add(text.substring(from));
        }
        return pieces;
    }

    private static String replaced(Pattern pattern, Arguments a, boolean expands) {
        String text = a.text(1);
        StringBuilder result = new StringBuilder();
        int from = 0;
        for (Match match : all(pattern, text, -1)) {
            result.append(text, from, match.start());
            result.append(expands ? Expansion.of(a.text(2), match.groups(), pattern.namedGroups()) : a.text(2));
            a.requireRoom(result.length());
            from = match.end();
        }
        return result.append(text.substring(from)).toString();
    }

    private static String quoted(String text) {
        return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
    }
}
