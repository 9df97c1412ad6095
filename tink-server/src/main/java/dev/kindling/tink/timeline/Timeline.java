package dev.kindling.tink.timeline;

/** Where events are recorded; the caller's transaction decides whether they happened. */
public interface Timeline {

    /** Appends in the caller's transaction; readers see it after the commit, in commit order. */
    void record(TimelineEvent event);
}
