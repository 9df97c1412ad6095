package dev.kindling.tink.failure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a person probably meant. */
public final class Spelling {

    private Spelling() {}

    /** The known word nearest to the given one, when it is near enough to be a slip: at most half of it differs. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 2));
    }

    /** The rule of an unknown key, with the nearest known one or, where none is near, all of them. */
    public static String unknownKey(String key, Collection<String> known) {
        return nearest(key, known)
                .map(near -> "is not a known key; the nearest is '" + near + "'")
                .orElseGet(() -> "is not a known key; known are "
                        + String.join(", ", known.stream().sorted().toList()));
    }

    /** Levenshtein's distance: insertions, deletions and replacements. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
