package dev.kindling.tink.timeline.verdict;

import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is known of one machine when it is judged.
 *
 * @param declared whether a hardware document has it
 * @param events the recent ones, oldest first
 * @param otherServer the newest event of another DHCP server on a link of boots, a short while ago
 * @param patience how long it may be silent
 */
record History(
        boolean declared,
        Instant now,
        List<RecordedEvent> events,
        Optional<RecordedEvent> otherServer,
        Patience patience) {

    /** With no other DHCP server about and the usual patience. */
    History(boolean declared, Instant now, List<RecordedEvent> events) {
        this(declared, now, events, Optional.empty(), Patience.USUAL);
    }

    History {
        events = List.copyOf(events);
    }

    /** The newest of these kinds. */
    Optional<RecordedEvent> last(String... kinds) {
        Set<String> wanted = Set.of(kinds);
        return lastWhere(event -> wanted.contains(event.kind()));
    }

    Optional<RecordedEvent> lastWhere(Predicate<TimelineEvent> condition) {
        return events.reversed().stream()
                .filter(each -> condition.test(each.event()))
                .findFirst();
    }

    /** What came after this one; everything when there is none. */
    History after(Optional<RecordedEvent> event) {
        int index = event.map(events::indexOf).orElse(-1);
        return with(events.subList(index + 1, events.size()));
    }

    /** What came at this moment or later, by the clock of the one who saw it. */
    History since(Instant moment) {
        return with(events.stream()
                .filter(each -> !each.event().at().isBefore(moment))
                .toList());
    }

    /** What came since the firmware asked for an address last, that included. */
    History thisBoot() {
        Optional<RecordedEvent> start = lastWhere(event -> event.kind().equals("boot.started"));
        return start.isEmpty() ? this : with(events.subList(events.indexOf(start.get()), events.size()));
    }

    private History with(List<RecordedEvent> part) {
        return new History(declared, now, part, otherServer, patience);
    }

    long count(Predicate<TimelineEvent> condition) {
        return events.stream().filter(each -> condition.test(each.event())).count();
    }

    boolean has(String... kinds) {
        return last(kinds).isPresent();
    }

    boolean isOlderThan(RecordedEvent event, Duration limit) {
        return Duration.between(event.event().at(), now).compareTo(limit) > 0;
    }
}
