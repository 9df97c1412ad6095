package dev.kindling.provisioner.client;

import static dev.kindling.provisioner.client.FakeApi.Answer.breaksAfter;
import static dev.kindling.provisioner.client.FakeApi.Answer.is;
import static dev.kindling.provisioner.client.FakeApi.Answer.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that follow something, and a server that goes away meanwhile. */
class FollowingTests {

    private FakeApi api;

    @BeforeEach
    void serve() throws IOException {
        api = new FakeApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void logsAreFollowedOverABrokenConnectionAndAServerThatIsAway() {
        api.on(
                "GET workflows/w",
                is("{\"state\":\"RUNNING\",\"actions\":[{\"name\":\"burn\"}]}"),
                refuses(503, "the database is away"),
                is("{\"state\":\"RUNNING\"}"),
                is("{\"state\":\"SUCCESS\"}"));
        api.on(
                "GET workflows/w/logs?follow=true",
                breaksAfter(piece(0, "first\n")),
                refuses(503, "the database is away"),
                is(piece(0, "first\n") + piece(6, "second\n")));

        assertThat(api.run("workflow", "logs", "w", "-f")).as(api.err()).isZero();

        assertThat(api.out().lines()).containsExactly("--- burn, attempt 1", "first", "second");
        assertThat(api.err()).containsSubsequence("the database is away", "it answers again");
    }

    @Test
    void watchGoesOnBehindTheLastEventAndEndsWithARefusal() {
        api.on(
                "GET events",
                breaksAfter(event("7", "workflow.created", "w1")),
                refuses(502, "a balancer without a server"),
                is(event("8", "workflow.changed", "w1")),
                refuses(401, "the token is good no more"));

        assertThat(api.run("workflow", "watch")).isEqualTo(1);

        assertThat(api.out().lines()).hasSize(2);
        assertThat(api.requests())
                .containsExactly("GET events", "GET events after 7", "GET events after 7", "GET events after 8");
        assertThat(api.err())
                .containsSubsequence("a balancer without a server", "it answers again", "the token is good no more");
    }

    @Test
    void watchOfAMachineTakesAHostNameAndAState() {
        api.on("GET machines/pi-1", is("{\"mac\":\"dc:a6:32:00:00:01\"}"));
        api.on(
                "GET machines/dc:a6:32:00:00:01",
                refuses(503, "the database is away"),
                is("{\"state\":\"DECLARED\"}"),
                is("{\"state\":\"PROVISIONED\"}"));
        api.on(
                "GET events?machine=dc:a6:32:00:00:01",
                is(event("1", "dhcp.offer", "x") + event("2", "boot.local", "x")),
                refuses(401, "enough"));

        assertThat(api.run("machine", "watch", "pi-1", "--state", "declared")).isEqualTo(1);

        assertThat(api.out().lines()).singleElement().asString().contains("dhcp.offer");
        assertThat(api.requests().stream().filter(request -> request.startsWith("GET events")))
                .as("what was printed is not asked for again")
                .hasSize(2);
    }

    @Test
    void watchByStateOfWhatHasNoneSaysSo() {
        assertThat(api.run("template", "watch", "--state", "x")).isEqualTo(2);
        assertThat(api.err()).contains("template has no states");
    }

    @Test
    void batchThatWaitsForAPersonEndsWithWhomAndWhy() {
        api.on("POST batches", is(batch(1, 1, item("m1", "RUNNING"), item("m2", "QUEUED"))));
        api.on(
                "GET batches/b",
                is(batch(1, 1, item("m1", "RUNNING"), item("m2", "QUEUED"))),
                refuses(503, "restarting"),
                is(batch(0, 2, item("m1", "HELD"), item("m2", "PENDING"))),
                is(batch(0, 1, item("m1", "HELD"), item("m2", "SUCCESS"))));

        assertThat(api.run("workflow", "create", "t", "--selector", "room=b")).isEqualTo(1);

        assertThat(api.out())
                .contains("m1 is held: its outcome is unknown; decide with 'kindling workflow resume|retry|fail w-m1'")
                .contains("m2 has not begun: it begins when the machine boots from the network")
                .containsPattern("m1 +- +HELD +w-m1 +its outcome is unknown");
    }

    private static String batch(int queued, int running, String... items) {
        return "{\"id\":\"b\",\"state\":\"RUNNING\",\"counts\":{\"queued\":%d,\"running\":%d,\"succeeded\":0,\"failed\":0},\"items\":[%s]}"
                .formatted(queued, running, String.join(",", items));
    }

    private static String item(String mac, String state) {
        return "{\"mac\":\"%s\",\"state\":\"%s\",\"workflow\":\"w-%s\",\"reason\":\"its outcome is unknown\"}"
                .formatted(mac, state, mac);
    }

    private static String event(String id, String kind, String workflow) {
        return "id:%s\nevent:event\ndata:{\"kind\":\"%s\",\"mac\":\"dc:a6:32:00:00:01\",\"workflow\":\"%s\",\"facts\":{}}\n\n"
                .formatted(id, kind, workflow);
    }

    private static String piece(long offset, String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return "event:log\ndata:{\"action\":0,\"attempt\":1,\"offset\":%d,\"data\":\"%s\"}\n\n".formatted(offset, data);
    }
}
