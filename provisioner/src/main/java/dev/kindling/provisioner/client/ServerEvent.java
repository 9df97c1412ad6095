package dev.kindling.provisioner.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * One server-sent event.
 *
 * @param id for resuming
 * @param name kind of the event
 * @param data its JSON text
 */
public record ServerEvent(String id, String name, String data) {

    public JsonNode json() {
        return Api.json(data);
    }

    /** Lines to events, as the HTML standard's section "Interpreting an event stream" says; comments are dropped. */
    static Stream<ServerEvent> parse(Stream<String> lines) {
        Iterator<ServerEvent> events = new Reader(lines.iterator());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(events, Spliterator.ORDERED), false)
                .onClose(lines::close);
    }

    private static final class Reader implements Iterator<ServerEvent> {

        private final Iterator<String> lines;
        private ServerEvent next;

        Reader(Iterator<String> lines) {
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            while (next == null && lines.hasNext()) {
                next = block();
            }
            return next != null;
        }

        @Override
        public ServerEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the stream has ended");
            }
            ServerEvent event = next;
            next = null;
            return event;
        }

        private ServerEvent block() {
            String id = "";
            String name = "message";
            StringBuilder data = new StringBuilder();
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.isEmpty()) {
                    return data.isEmpty() ? null : new ServerEvent(id, name, data.toString());
                }
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "id" -> id = value;
                    case "event" -> name = value;
                    case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                    default -> {
                        // A comment, or a field of a later version.
                    }
                }
            }
            return null;
        }
    }
}
