package dev.kindling.provisioner.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Prints pieces of logs once each, with a heading where another attempt begins. */
final class FollowedLogs {

    private final JsonNode actions;
    private final PrintWriter out;
    private final Map<String, Long> printed = new HashMap<>();
    /** The beginning of a line whose end has not come: a piece may end within a character. */
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private String current = "";

    /** @param actions of the workflow, for their names */
    FollowedLogs(JsonNode actions, PrintWriter out) {
        this.actions = actions;
        this.out = out;
    }

    void print(JsonNode piece) {
        int action = piece.path("action").asInt();
        String attempt = action + "." + piece.path("attempt").asInt();
        byte[] data = Base64.getDecoder().decode(piece.path("data").asString(""));
        long offset = piece.path("offset").asLong();
        long known = printed.getOrDefault(attempt, 0L);
        if (offset + data.length <= known) {
            return;
        }
        if (!attempt.equals(current)) {
            end();
            current = attempt;
            String name = actions.path(action).path("name").asString("action " + action);
            out.println("--- " + name + ", attempt " + piece.path("attempt").asInt());
        }
        int skip = (int) Math.max(0, known - offset);
        lines(Arrays.copyOfRange(data, skip, data.length));
        printed.put(attempt, offset + data.length);
        out.flush();
    }

    /** The last line may have no end. */
    void end() {
        if (line.size() > 0) {
            out.println(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
        out.flush();
    }

    private void lines(byte[] data) {
        for (byte next : data) {
            if (next == '\n') {
                out.println(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(next);
            }
        }
    }
}
