package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.client.ServerEvent;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Follows the server's timeline and shows which action each board is in. */
final class ActionFeed implements AutoCloseable {

    private static final long RETRY_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Api api;
    private final Display display;
    private final Thread thread;
    private volatile boolean closed;

    ActionFeed(Api api, Display display) {
        this.api = api;
        this.display = display;
        this.thread = Thread.ofPlatform().daemon().name("timeline").start(this::follow);
    }

    /** The server may be restarted in the middle; the boards' own results say whether all went well. */
    private void follow() {
        while (!closed) {
            try (Stream<ServerEvent> events = api.events("events")) {
                events.map(ServerEvent::json).forEach(this::show);
            } catch (ApiException | UncheckedIOException e) {
                LockSupport.parkNanos(RETRY_NANOSECONDS);
            }
        }
    }

    private void show(JsonNode event) {
        String kind = event.path("kind").asString("");
        String mac = event.path("machine").asString(event.path("mac").asString(""));
        if (!kind.startsWith("action.") && !kind.equals("workflow.moved")) {
            return;
        }
        JsonNode facts = event.path("facts");
        String what = kind.equals("workflow.moved")
                ? "workflow " + facts.path("to").asString(facts.path("state").asString(""))
                : facts.path("action").asString(facts.path("name").asString("")) + " "
                        + kind.substring("action.".length());
        display.action(mac, what.strip());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
