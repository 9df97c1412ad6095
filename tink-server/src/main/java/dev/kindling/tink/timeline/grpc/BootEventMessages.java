package dev.kindling.tink.timeline.grpc;

import com.google.protobuf.Timestamp;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.EventSource;
import dev.kindling.tink.machine.SeenBoard;
import dev.kindling.tink.timeline.BootEventIngest.SpooledEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Spooled events to timeline events. What is out of bounds is cut or left out, never refused: an event that is refused would stop its
 * spool for ever.
 */
final class BootEventMessages {

    private static final int MOST_FACTS = 32;
    private static final int LONGEST_FACTS = 4096;
    private static final int LONGEST_KIND = 60;

    private final Clock clock;

    BootEventMessages(Clock clock) {
        this.clock = clock;
    }

    SpooledEvent fromProto(dev.kindling.proto.boot.v1.SpooledEvent spooled) {
        Event event = spooled.getEvent();
        TimelineEvent read = new TimelineEvent(
                read(event.getMac(), MacAddress::parse),
                event.hasAt() ? instant(event.getAt()) : clock.instant(),
                source(event.getSource()),
                cut(event.getKind().isBlank() ? "unknown" : event.getKind(), LONGEST_KIND),
                severity(event.getSeverity()),
                facts(event.getFactsMap()),
                Optional.empty(),
                read(event.getBootId(), UUID::fromString));
        return new SpooledEvent(
                spooled.getSequence(),
                read,
                event.hasBoard() ? Optional.of(board(event.getBoard())) : Optional.empty());
    }

    private static <T> Optional<T> read(String text, Function<String, T> reader) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }

    private static Source source(EventSource source) {
        return switch (source) {
            case EVENT_SOURCE_DHCP, EVENT_SOURCE_UNSPECIFIED, UNRECOGNIZED -> Source.DHCP;
            case EVENT_SOURCE_TFTP -> Source.TFTP;
            case EVENT_SOURCE_HTTP -> Source.HTTP;
            case EVENT_SOURCE_NFS -> Source.NFS;
            case EVENT_SOURCE_AGENT -> Source.AGENT;
            case EVENT_SOURCE_WORKFLOW -> Source.WORKFLOW;
            case EVENT_SOURCE_HEGEL -> Source.HEGEL;
            case EVENT_SOURCE_CONSOLE -> Source.CONSOLE;
            case EVENT_SOURCE_POWER -> Source.POWER;
            case EVENT_SOURCE_USER -> Source.USER;
        };
    }

    private static Severity severity(dev.kindling.proto.boot.v1.Severity severity) {
        return switch (severity) {
            case SEVERITY_WARNING -> Severity.WARNING;
            case SEVERITY_ALARM -> Severity.ALARM;
            case SEVERITY_INFO, SEVERITY_UNSPECIFIED, UNRECOGNIZED -> Severity.INFO;
        };
    }

    private static Map<String, String> facts(Map<String, String> sent) {
        Map<String, String> kept = new LinkedHashMap<>();
        int left = LONGEST_FACTS;
        for (Map.Entry<String, String> fact : sent.entrySet()) {
            String value = cut(fact.getValue(), Math.max(0, left - fact.getKey().length()));
            if (kept.size() < MOST_FACTS && fact.getKey().length() < left) {
                kept.put(cut(fact.getKey(), left), value);
                left -= fact.getKey().length() + value.length();
            }
        }
        return kept;
    }

    /** PostgreSQL's text and JSON cannot hold NUL. */
    private static String cut(String text, int longest) {
        String clean = text.replace('\0', '\ufffd');
        return clean.length() > longest ? clean.substring(0, longest) : clean;
    }

    private static SeenBoard board(dev.kindling.proto.boot.v1.SeenBoard board) {
        return new SeenBoard(
                cut(board.getModel(), 100),
                cut(board.getRevision(), 100),
                cut(board.getSerial(), 100),
                cut(board.getClientArchitecture(), 100),
                cut(board.getVendorClass(), 255));
    }
}
