package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Says how far a batch is whenever that changes, and closes with a table of what failed. */
final class BatchFollower {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Set<String> FINE = Set.of("SUCCESS", "QUEUED", "PENDING", "RUNNING", "SETTLING");

    private final Api api;
    private final PrintWriter out;

    BatchFollower(Api api, PrintWriter out) {
        this.api = api;
        this.out = out;
    }

    /** Blocks until it is done; true when every machine succeeded. */
    boolean follow(String id) {
        String said = "";
        JsonNode batch = api.get("batches/" + UrlText.of(id));
        while (batch.path("state").asString("").equals("RUNNING")) {
            String now = counts(batch);
            if (!now.equals(said)) {
                out.println(now);
                out.flush();
                said = now;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            batch = api.get("batches/" + UrlText.of(id));
        }
        return close(batch);
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
