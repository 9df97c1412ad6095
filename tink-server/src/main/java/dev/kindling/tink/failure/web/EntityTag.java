package dev.kindling.tink.failure.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as an HTTP entity tag (RFC 9110 section 8.8.3), and back from {@code If-Match}. */
public final class EntityTag {

    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

    private EntityTag() {}

    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * The version a caller expects; empty when it does not care: no header, or {@code *}.
     *
     * @param ifMatch the header, null when absent
     */
    public static OptionalLong expected(String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return OptionalLong.empty();
        }
        Matcher matcher = TAG.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw new Failure.Invalid(
                    "If-Match",
                    List.of(new Violation("header If-Match", ifMatch, "is not the ETag of an answer, such as \"3\"")));
        }
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
}
