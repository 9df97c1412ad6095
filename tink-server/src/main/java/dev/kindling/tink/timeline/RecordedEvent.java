package dev.kindling.tink.timeline;

/** An event and its place in the order that all readers see. */
public record RecordedEvent(Cursor cursor, TimelineEvent event) {}
