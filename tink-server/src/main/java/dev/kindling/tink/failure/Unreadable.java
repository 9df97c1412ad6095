package dev.kindling.tink.failure;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Text that is no JSON, and where it ceases to be. */
public final class Unreadable {

    private Unreadable() {}

    /** A limit of the reader (nesting, length) is told without a place. */
    public static Violation json(JacksonException e) {
        TokenStreamLocation place = e.getLocation();
        String pointer = place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr();
        return new Violation(pointer, "", "is not JSON: " + e.getOriginalMessage());
    }
}
