package dev.kindling.provisioner.client;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One event of the timeline as a line for people. */
final class EventLine {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private EventLine() {}

    static String of(JsonNode event) {
        StringBuilder line = new StringBuilder();
        line.append(clock(event.path("time").asString(event.path("at").asString(""))));
        line.append("  ")
                .append(event.path("machine").asString(event.path("mac").asString("-")));
        line.append("  ").append(event.path("kind").asString("?"));
        for (Map.Entry<String, JsonNode> fact : event.path("facts").properties()) {
            line.append("  ")
                    .append(fact.getKey())
                    .append('=')
                    .append(fact.getValue().asString());
        }
        return line.toString();
    }

    private static String clock(String time) {
        try {
            return CLOCK.format(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return time;
        }
    }
}
