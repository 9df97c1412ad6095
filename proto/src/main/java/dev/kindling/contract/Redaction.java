package dev.kindling.contract;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Takes out of a configuration, or of any named value, what may be a secret; rather one value too many. */
public final class Redaction {

    /** Stands where something was. */
    public static final String MARK = "<redacted>";

    private static final String WORDS = "(?:password|passphrase|passwd|secret|token|credential|private|nonce|key)";

    private static final Pattern SECRET_NAME = Pattern.compile(".*" + WORDS + ".*");

    /** Who is named in a URL, and what comes after a question mark, may be a credential; it may hold any character. */
    private static final Pattern USER_INFORMATION = Pattern.compile("(?<=://)\\S*@");

    private static final Pattern QUERY = Pattern.compile("(://[^\\s?]*)\\?\\S*");

    /** Words of a kernel command line. */
    private static final Pattern WORD = Pattern.compile("(?i)([\\w.-]*" + WORDS + "[\\w.-]*)=\\S+");

    /** What follows the name of an HTTP authentication scheme (RFC 9110 section 11). */
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]+");

    private Redaction() {}

    /** The value, or as much of it as may be shown. */
    public static String of(String name, String value) {
        if (!value.isEmpty() && isSecret(name)) {
            return MARK;
        }
        String withoutUser = USER_INFORMATION.matcher(value).replaceAll(MARK + "@");
        String withoutQuery = QUERY.matcher(withoutUser).replaceAll("$1?" + MARK);
        String withoutWords = WORD.matcher(withoutQuery).replaceAll("$1=" + MARK);
        return AUTHORIZATION.matcher(withoutWords).replaceAll("$1 " + MARK);
    }

    /** Whether a value of this name is not to be shown at all. */
    public static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether a property is one of Kindling's own or of its web server. */
    public static boolean isOurs(String property) {
        String lower = property.toLowerCase(Locale.ROOT);
        return lower.startsWith("kindling.") || lower.startsWith("kindling_") || lower.startsWith("server.");
    }

    /** Lines of {@code name=value}. */
    public static String lines(SortedMap<String, String> properties) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> each : properties.entrySet()) {
            text.append(each.getKey())
                    .append('=')
                    .append(of(each.getKey(), each.getValue()).replace("\n", "\\n"))
                    .append('\n');
        }
        return text.toString();
    }
}
