package dev.kindling.tink.timeline;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the timeline: everything up to and including one event. Whoever goes on from it misses nothing and sees nothing twice.
 *
 * @param transaction the database transaction that recorded the event
 * @param id grows within the transaction
 */
public record Cursor(long transaction, long id) {

    /** Before everything. */
    public static final Cursor START = new Cursor(0, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** Reads what {@link #toString} wrote. */
    public static Cursor parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            Violation violation = new Violation(
                    "cursor", text, "is not the id of an event, such as \"4711-12\"; leave it out to begin anew");
            throw new Failure.Invalid("cursor", List.of(violation));
        }
        return new Cursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    @Override
    public String toString() {
        return transaction + "-" + id;
    }
}
