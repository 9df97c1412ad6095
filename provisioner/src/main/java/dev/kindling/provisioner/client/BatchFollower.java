package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Says how far a batch is whenever that changes, and closes with a table of what failed. */
final class BatchFollower {

    private static final Set<String> FINE = Set.of("SUCCESS", "QUEUED", "PENDING", "RUNNING", "SETTLING");

    private final Api api;
    private final PrintWriter out;
    private final Outage outage;

    BatchFollower(Api api, PrintWriter out, PrintWriter err) {
        this.api = api;
        this.out = out;
        this.outage = new Outage(err);
    }

    /** Blocks until it is done, or nothing goes on without a person; true when every machine succeeded. */
    boolean follow(String id) {
        String said = "";
        JsonNode batch = api.get("batches/" + UrlText.of(id));
        while (batch.path("state").asString("").equals("RUNNING") && !waitsForAPerson(batch)) {
            String now = counts(batch) + waiting(batch);
            if (!now.equals(said)) {
                out.println(now);
                out.flush();
                said = now;
            }
            Outage.pause();
            batch = outage.outlast(() -> api.get("batches/" + UrlText.of(id)));
        }
        return close(batch);
    }

    /** What is left of it is held. */
    private static boolean waitsForAPerson(JsonNode batch) {
        JsonNode counts = batch.path("counts");
        long held = in(batch, "HELD").size();
        return held > 0
                && counts.path("queued").asInt() == 0
                && counts.path("running").asInt() == held;
    }

    /** Who keeps it from going on, one line each; empty when nobody does. */
    private static String waiting(JsonNode batch) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode item : in(batch, "HELD")) {
            lines.append(System.lineSeparator())
                    .append("  ")
                    .append(name(item))
                    .append(" is held: ")
                    .append(item.path("reason").asString("-"))
                    .append("; decide with 'kindling workflow resume|retry|fail ")
                    .append(item.path("workflow").asString("-"))
                    .append("'");
        }
        for (JsonNode item : in(batch, "PENDING")) {
            lines.append(System.lineSeparator())
                    .append("  ")
                    .append(name(item))
                    .append(" has not begun: it begins when the machine boots from the network");
        }
        return lines.toString();
    }

    private static List<JsonNode> in(JsonNode batch, String state) {
        return batch.path("items")
                .valueStream()
                .filter(item -> item.path("state").asString("").equals(state))
                .toList();
    }

    private static String name(JsonNode item) {
        String hostname = item.path("hostname").asString("");
        return hostname.isEmpty() ? item.path("mac").asString("-") : hostname;
    }

    private static String counts(JsonNode batch) {
        JsonNode counts = batch.path("counts");
        return "queued " + counts.path("queued").asInt() + ", running "
                + counts.path("running").asInt() + ", succeeded "
                + counts.path("succeeded").asInt() + ", failed "
                + counts.path("failed").asInt();
    }

    /** The closing table; true when there is nothing in it. */
    boolean close(JsonNode batch) {
        Table failures = new Table(List.of("MAC", "HOSTNAME", "STATE", "WORKFLOW", "REASON"));
        boolean clean = batch.path("state").asString("").equals("DONE");
        for (JsonNode item : batch.path("items")) {
            if (!FINE.contains(item.path("state").asString(""))) {
                clean = false;
                failures.add(List.of(
                        item.path("mac").asString("-"),
                        item.path("hostname").asString("-"),
                        item.path("state").asString("-"),
                        item.path("workflow").asString("-"),
                        item.path("reason").asString("-")));
            }
        }
        JsonNode counts = batch.path("counts");
        out.println("batch " + batch.path("id").asString("") + " is "
                + batch.path("state").asString("") + ": "
                + counts.path("succeeded").asInt() + " of "
                + batch.path("items").size() + " succeeded");
        if (failures.lines().size() > 1) {
            failures.print(out);
        }
        out.flush();
        return clean;
    }
}
