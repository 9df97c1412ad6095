package dev.kindling.tink.timeline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.site.TinkAddresses;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TimelineApiTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Timeline timeline;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        timeline = server.bean(Timeline.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aMachinesTimelineComesInPagesOldestFirst() {
        for (String kind : List.of("dhcp.discover", "dhcp.offer", "dhcp.ack")) {
            timeline.record(event(mac(1), kind));
        }
        server.awaitTimeline();

        String first = server.send("GET", "/api/v1/machines/" + mac(1) + "/timeline?limit=2", "")
                .body();
        String next = first.replaceFirst("(?s).*\"next\":\"([^\"]+)\".*", "$1");
        String second = server.send("GET", "/api/v1/machines/" + mac(1) + "/timeline?limit=2&after=" + next, "")
                .body();
        String newest = server.send("GET", "/api/v1/machines/" + mac(1) + "/timeline?limit=1&newest=true", "")
                .body();

        assertThat(first).containsSubsequence("dhcp.discover", "dhcp.offer").doesNotContain("dhcp.ack");
        assertThat(second).contains("dhcp.ack", "\"next\":null").doesNotContain("dhcp.offer");
        assertThat(newest).contains("dhcp.ack").doesNotContain("dhcp.offer");
    }

    @Test
    void badQueriesSayWhatIsWrong() {
        assertThat(server.send("GET", "/api/v1/machines/nonsense/timeline", "").statusCode())
                .isEqualTo(404);
        HttpResponse<String> cursor = server.send("GET", "/api/v1/machines/" + mac(1) + "/timeline?after=x", "");
        assertThat(cursor.statusCode()).isEqualTo(400);
        assertThat(cursor.body()).contains("violations", "is not the id of an event");
        assertThat(server.sendAnonymously("GET", "/api/v1/events", "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aMachineHasAVerdict() {
        assertThat(server.send("GET", "/api/v1/machines/" + mac(2) + "/verdict", "")
                        .body())
                .contains("\"finding\":\"NEVER_SEEN\"", "\"health\":\"STUCK\"", "\"remedy\":\"check the MAC");
        timeline.record(event(mac(2), "machine.discovered"));
        server.awaitTimeline();
        assertThat(server.send("GET", "/api/v1/machines/" + mac(2) + "/verdict", "")
                        .body())
                .contains("\"finding\":\"NOT_DECLARED\"", "\"kind\":\"machine.discovered\"");
    }

    @Test
    void theStreamShowsWhatHappensAndGoesOnWhereItBroke() throws Exception {
        String id;
        try (Stream stream = Stream.open("?machine=" + mac(3), "")) {
            timeline.record(event(mac(4), "dhcp.discover"));
            timeline.record(event(mac(3), "dhcp.offer"));
            timeline.record(event(mac(3), "dhcp.request"));
            List<String> lines = stream.readEvent();
            assertThat(lines).anyMatch(line -> line.equals("event:dhcp.offer"));
            assertThat(lines).anyMatch(line -> line.startsWith("data:{\"cursor\":"));
            id = lines.stream()
                    .filter(line -> line.startsWith("id:"))
                    .findFirst()
                    .orElseThrow()
                    .substring(3);
        }
        timeline.record(event(mac(3), "dhcp.ack"));

        try (Stream stream = Stream.open("?machine=" + mac(3), id)) {
            assertThat(stream.readEvent()).contains("event:dhcp.request");
            assertThat(stream.readEvent()).contains("event:dhcp.ack");
        }
        try (Stream stream = Stream.open("?machine=" + mac(3) + "&after=0-0", "")) {
            assertThat(stream.readEvent()).contains("event:dhcp.offer");
        }
    }

    @Test
    void theStreamShowsOnlyTheKindsTheWorkflowAndTheLabelsThatAreAskedFor() throws Exception {
        UUID workflow = UUID.randomUUID();
        MacAddress labelled = MacAddress.parse("dc:a6:32:42:00:21");
        assertThat(server.send("POST", "/api/v1/hardware", Documents.board(new UUID(4, 33), 33))
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.send("PUT", "/api/v1/machines/" + labelled + "/labels", "{\"room\": \"filtered\"}")
                        .statusCode())
                .isEqualTo(200);

        try (Stream kinds = Stream.open("?kind=dhcp.nak&kind=tftp.*", "");
                Stream ofWorkflow = Stream.open("?workflow=" + workflow, "");
                Stream ofRoom = Stream.open("?selector=room%3Dfiltered&kind=dhcp.*", "")) {
            timeline.record(event(mac(6), "dhcp.offer"));
            timeline.record(event(mac(6), "tftp.done"));
            timeline.record(event(mac(6), "dhcp.nak"));
            timeline.record(of(workflow, event(mac(6), "workflow.moved")));
            timeline.record(event(labelled, "dhcp.ack"));

            assertThat(kinds.readEvent()).contains("event:tftp.done");
            assertThat(kinds.readEvent()).contains("event:dhcp.nak");
            assertThat(ofWorkflow.readEvent()).contains("event:workflow.moved");
            assertThat(ofRoom.readEvent()).contains("event:dhcp.ack");
        }
        assertThat(server.send("GET", "/api/v1/events?kind=A%20B", "").body()).contains("is not the kind of an event");
        assertThat(server.send("GET", "/api/v1/events?selector=ro%20om", "").body())
                .contains("is not NAME=VALUE");
        assertThat(server.send("GET", "/api/v1/events?workflow=x", "").statusCode())
                .isEqualTo(400);
    }

    private static TimelineEvent of(UUID workflow, TimelineEvent event) {
        return new TimelineEvent(
                event.mac(),
                event.at(),
                event.source(),
                event.kind(),
                event.severity(),
                event.facts(),
                Optional.of(workflow),
                event.bootId());
    }

    private record Stream(HttpClient http, BufferedReader reader) implements AutoCloseable {

        static Stream open(String query, String lastEventId) throws IOException, InterruptedException {
            HttpClient http = HttpClient.newHttpClient();
            URI uri = URI.create(
                    "http://127.0.0.1:" + server.bean(TinkAddresses.class).restPort() + "/api/v1/events" + query);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + server.adminToken());
            if (!lastEventId.isEmpty()) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            Stream stream = new Stream(http, reader);
            assertThat(stream.readBlock())
                    .as("the stream begins with a comment")
                    .contains(":quiet");
            return stream;
        }

        List<String> readEvent() throws IOException {
            List<String> block = readBlock();
            while (block.stream().allMatch(line -> line.startsWith(":"))) {
                block = readBlock();
            }
            return block;
        }

        private List<String> readBlock() throws IOException {
            List<String> lines = new ArrayList<>();
            String line = reader.readLine();
            while (line != null && !line.isEmpty()) {
                lines.add(line);
                line = reader.readLine();
            }
            return lines;
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }

    private static TimelineEvent event(MacAddress mac, String kind) {
        return new TimelineEvent(
                Optional.of(mac),
                Instant.parse("2026-11-23T10:00:00Z"),
                Source.DHCP,
                kind,
                Severity.INFO,
                Map.of("client", "raspberry-pi"),
                Optional.empty(),
                Optional.empty());
    }

    private static MacAddress mac(int last) {
        return MacAddress.of(new byte[] {2, 0, 0, 2, 0, (byte) last});
    }
}
