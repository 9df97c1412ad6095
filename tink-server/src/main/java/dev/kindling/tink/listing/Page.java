package dev.kindling.tink.listing;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param next the cursor of the next page ({@code ?after=}); null on the last one
 */
public record Page<T>(List<T> items, String next) {

    private static final int LARGEST = 1000;
    private static final int USUAL = 100;

    /**
     * Cuts a page out of one element more than it holds, so that the last page is known without counting.
     *
     * @param oneMore at most {@code limit + 1} elements
     */
    public static <S, T> Page<T> of(List<S> oneMore, int limit, Function<S, T> view, Function<S, String> cursor) {
        boolean more = oneMore.size() > limit;
        List<S> shown = more ? oneMore.subList(0, limit) : oneMore;
        return new Page<>(shown.stream().map(view).toList(), more ? cursor.apply(shown.getLast()) : null);
    }

    /** Nothing can be found behind what was deleted meanwhile; an empty page would pass for the end of the list. */
    public static Failure.Invalid noneBehind(UUID after, String kind) {
        String rule =
                "is the id of no " + kind + ", or of one that was deleted meanwhile; list from the start, without it";
        return new Failure.Invalid("query", List.of(new Violation("after", after.toString(), rule)));
    }

    /** The limit of a query when it is sensible. */
    public static int checked(int limit) {
        return checked("query limit", limit);
    }

    /** The limit of a message, in which 0 means that the caller did not say. */
    public static int checkedOrUsual(int limit) {
        return limit == 0 ? USUAL : checked("/limit", limit);
    }

    private static int checked(String pointer, int limit) {
        if (limit < 1 || limit > LARGEST) {
            throw new Failure.Invalid(
                    "query", List.of(new Violation(pointer, Integer.toString(limit), "is not from 1 to " + LARGEST)));
        }
        return limit;
    }
}
