package dev.kindling.boots.report.grpc;

import com.google.protobuf.Timestamp;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.SeenBoard;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.EventSource;
import dev.kindling.proto.boot.v1.Severity;
import java.util.Map;

/** {@link BootEvent} as it travels. Text comes from machines nobody vouches for, so it is cut and cleaned here. */
final class EventMessages {

    private static final int MAXIMUM_TEXT = 256;
    private static final int MAXIMUM_FACTS = 4096;

    private EventMessages() {}

    static Event toProto(BootEvent event) {
        Event.Builder message = Event.newBuilder()
                .setAt(Timestamp.newBuilder()
                        .setSeconds(event.at().getEpochSecond())
                        .setNanos(event.at().getNano()))
                .setSource(source(event.source()))
                .setSeverity(severity(event.severity()))
                .setKind(event.kind());
        event.mac().ifPresent(mac -> message.setMac(mac.text()));
        event.bootId().ifPresent(boot -> message.setBootId(boot.toString()));
        event.board().ifPresent(board -> message.setBoard(board(board)));
        int room = MAXIMUM_FACTS;
        for (Map.Entry<String, String> fact : event.facts().entrySet()) {
            String value = clean(fact.getValue());
            room -= 3 * (fact.getKey().length() + value.length());
            if (room >= 0) {
                message.putFacts(fact.getKey(), value);
            }
        }
        return message.build();
    }

    private static dev.kindling.proto.boot.v1.SeenBoard board(SeenBoard board) {
        return dev.kindling.proto.boot.v1.SeenBoard.newBuilder()
                .setModel(clean(board.model()))
                .setRevision(clean(board.revision()))
                .setSerial(clean(board.serial()))
                .setClientArchitecture(clean(board.clientArchitecture()))
                .setVendorClass(clean(board.vendorClass()))
                .build();
    }

    private static EventSource source(BootEvent.Source source) {
        return switch (source) {
            case DHCP -> EventSource.EVENT_SOURCE_DHCP;
            case TFTP -> EventSource.EVENT_SOURCE_TFTP;
            case HTTP -> EventSource.EVENT_SOURCE_HTTP;
            case NFS -> EventSource.EVENT_SOURCE_NFS;
            case CONSOLE -> EventSource.EVENT_SOURCE_CONSOLE;
        };
    }

    private static Severity severity(BootEvent.Severity severity) {
        return switch (severity) {
            case INFO -> Severity.SEVERITY_INFO;
            case WARNING -> Severity.SEVERITY_WARNING;
            case ALARM -> Severity.SEVERITY_ALARM;
        };
    }

    /** No control characters (PostgreSQL refuses NUL, terminals obey the others) and not too long. */
    private static String clean(String text) {
        String cut = text.length() > MAXIMUM_TEXT ? text.substring(0, MAXIMUM_TEXT) : text;
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
