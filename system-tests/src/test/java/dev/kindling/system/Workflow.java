package dev.kindling.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.suite.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The workflow of the one machine, from where a person stands. */
final class Workflow implements AutoCloseable {

    private static final Set<String> FINAL = Set.of("SUCCESS", "FAILED", "TIMEOUT", "CANCELLED");
    private static final long PAUSE_NANOS = 500_000_000;

    private final URI base;
    private final String token;
    private final Api api;
    private final Machine machine;
    private final String id;

    private Workflow(URI base, String token, Api api, Machine machine, String id) {
        this.base = base;
        this.token = token;
        this.api = api;
        this.machine = machine;
        this.id = id;
    }

    /** Starts Kindling, declares the machine and its template, and orders a run of it. */
    static Workflow order(Lab lab, Machine machine, String template, String values)
            throws IOException, InterruptedException {
        return order(lab, machine, template, values, Map.of());
    }

    /** @param secrets the machine's own, by name */
    static Workflow order(Lab lab, Machine machine, String template, String values, Map<String, String> secrets)
            throws IOException, InterruptedException {
        Endpoints endpoints = lab.start();
        URI base = URI.create(endpoints.rest());
        String token = Files.readString(lab.data().resolve("admin-token")).strip();
        Api api = new Api(base, token);
        api.post("templates", "application/yaml", template);
        api.post("hardware", "application/json", machine.hardware());
        secrets.forEach((secret, value) ->
                api.put("secrets/" + secret, "application/json", """
                {"value": "%s", "machines": ["%s"]}""".formatted(value, machine.mac())));
        String name = template.lines()
                .filter(line -> line.startsWith("name: "))
                .findFirst()
                .orElseThrow()
                .substring("name: ".length());
        return new Workflow(base, token, api, machine, create(api, name, machine, values));
    }

    private static String create(Api api, String template, Machine machine, String values) {
        JsonNode workflow = api.post("workflows", "application/json", """
                {"template": "%s", "devices": {"device_1": "%s"}, "data": %s}""".formatted(template, machine.mac(), values));
        return workflow.path("id").asString();
    }

    /** Orders another run of a template that is there, for the same machine. */
    Workflow another(String template, String values) {
        return new Workflow(base, token, new Api(base, token), machine, create(api, template, machine, values));
    }

    /** SUCCESS, FAILED and so on; what the server says when it says nothing is the reason. */
    String state() {
        try {
            return api.get("workflows/" + id).path("state").asString();
        } catch (ApiException e) {
            return e.getMessage();
        }
    }

    /** Waits for its end; until then something must be on. */
    String end(Guest guest, Duration patience) {
        return await(patience, "the workflow's end", () -> {
            String state = state();
            return FINAL.contains(state) || !guest.isOn() ? state : "";
        });
    }

    /** Waits until this action runs; the server may be away meanwhile. */
    void awaitRunning(String action, Duration patience) {
        await(
                patience,
                action + " running",
                () -> action(action).path("state").asString().equals("RUNNING") ? action : "");
    }

    /** Waits until a part of what this action has to do is done. */
    void awaitProgress(String action, double part, Duration patience) {
        await(patience, action + " done by " + part, () -> {
            JsonNode progress = action(action).path("progress");
            long total = progress.path("total").asLong();
            return total > 0 && progress.path("done").asLong() >= part * total ? action : "";
        });
    }

    /** As the server tells it; a missing node while that is away. */
    JsonNode action(String name) {
        try {
            for (JsonNode action : api.get("workflows/" + id).path("actions")) {
                if (action.path("name").asString().equals(name)) {
                    return action;
                }
            }
        } catch (ApiException e) {
            // It will be back.
        }
        return MissingNode.getInstance();
    }

    /** What an action said. */
    String log(String action) throws IOException, InterruptedException {
        int index = action(action).path("index").asInt();
        HttpRequest request = HttpRequest.newBuilder(
                        base.resolve("/api/v1/workflows/" + id + "/actions/" + index + "/log"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** What an operator says. */
    void decide(String verb) {
        api.post("workflows/" + id + "/" + verb, "application/json", "");
    }

    String reason() {
        return api.get("workflows/" + id).path("reason").asString();
    }

    /** Waits until the timeline has an event of this kind. */
    void awaitEvent(String kind, Duration patience) {
        await(patience, kind, () -> kinds().contains(kind) ? kind : "");
    }

    /** Something that is asked for again and again; empty as long as there is nothing. */
    interface Question {
        String ask();
    }

    String await(Duration patience, String what, Question question) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            String answer = question.ask();
            if (!answer.isEmpty()) {
                return answer;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError(what + " did not come within " + patience + "; the workflow is " + state()
                + ", the timeline has " + kinds());
    }

    List<JsonNode> timeline() {
        List<JsonNode> events = new ArrayList<>();
        api.list("machines/" + machine.mac() + "/timeline").forEach(events::add);
        return events;
    }

    /** Kinds of its events; none while the server is away. */
    List<String> kinds() {
        try {
            return timeline().stream()
                    .map(event -> event.path("kind").asString())
                    .toList();
        } catch (ApiException e) {
            return List.of();
        }
    }

    /** What it wrote is on the disk, what it said is in the log, and the password that opened the registry is not. */
    void assertRanInContainer(NodeImage image, Path disk) throws IOException, InterruptedException {
        image.assertHas(disk, "/etc/container", "written in a container\n");
        assertThat(log("in-container"))
                .contains("pulled " + Registry.IMAGE)
                .contains("CONTAINER done")
                .doesNotContain(Registry.PASSWORD);
    }

    /** The machine's own system has said who it is, after it was told; with the host key that cloud-init made for it. */
    void assertPhonedHome() {
        List<JsonNode> calls = timeline().stream()
                .filter(event -> event.path("kind").asString().equals("machine.phoned-home"))
                .toList();
        assertThat(calls).hasSize(1);
        JsonNode facts = calls.getFirst().path("facts");
        assertThat(facts.path("address").asString()).isEqualTo(machine.address());
        assertThat(facts.path("hostname").asString()).isEqualTo(machine.name());
        assertThat(facts.path("instance").asString()).isEqualTo("i-" + machine.name());
        assertThat(facts.path("sshEd25519").asString()).matches("SHA256:[A-Za-z0-9+/]{43}");
    }

    /** For people. */
    void keepTimeline(Path file) throws IOException {
        List<String> lines = timeline().stream().map(JsonNode::toString).toList();
        assertThat(lines).isNotEmpty();
        Files.write(file, lines);
        Files.writeString(
                file.resolveSibling("workflow.json"), api.get("workflows/" + id).toPrettyString());
    }

    @Override
    public void close() {
        api.close();
    }
}
