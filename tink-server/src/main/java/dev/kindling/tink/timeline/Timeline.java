package dev.kindling.tink.timeline;

import dev.kindling.tink.database.Trip;
import java.util.List;

/** Where events are recorded; the caller's transaction decides whether they happened. */
public interface Timeline {

    /** Appends in the caller's transaction; readers see it after the commit, in commit order. */
    void record(TimelineEvent event);

    /** Appends them in this order when the trip goes, which has to be in a transaction that is open now. */
    void record(List<TimelineEvent> events, Trip trip);
}
