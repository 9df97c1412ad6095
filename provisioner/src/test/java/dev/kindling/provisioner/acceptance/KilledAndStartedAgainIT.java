package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.simulator.fleet.AgentCommand;
import dev.kindling.simulator.fleet.BoardResult;
import dev.kindling.simulator.fleet.Fleet;
import dev.kindling.simulator.fleet.FleetListener;
import dev.kindling.simulator.fleet.FleetOptions;
import dev.kindling.simulator.fleet.Network;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Sixteen boards are provisioned while the process that serves them is killed ten times, at random and at the named points
 * of a report. The judge is a file outside server and agents: every action writes its workflow, name and attempt there.
 */
class KilledAndStartedAgainIT {

    private static final int BOARDS = 16;
    private static final int KILLS = 10;
    private static final int ACTIONS = 10;
    private static final List<String> FAULTS = List.of("before-commit", "", "after-commit", "before-reply");
    private static final long SEED = 42;
    private static final String WORKFLOW = """
            {"template": "judged", "devices": {"device_1": "%s"}, "data": {"image": "%s", "image_sha256": "%s"}}""";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private Path work;
    private RunningKindling kindling;

    @BeforeEach
    void makeRoom() throws IOException {
        work = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-kills.");
        kindling = new RunningKindling(Files.createDirectory(work.resolve("data")));
    }

    @AfterEach
    void leaveNothing() throws IOException {
        kindling.close();
        try (var files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    @Tag("F10")
    void tenKillsLoseNothingAndRepeatNothing() throws Exception {
        Path judge = work.resolve("judge");
        DemoMaterial material = DemoMaterial.prepare(work.resolve("material"), text -> {});
        Files.move(material.firmware(), work.resolve("data/firmware"));
        Files.move(material.images(), work.resolve("data/images"));
        Endpoints endpoints = kindling.start("");
        Sample sample = Sample.open(RunningKindling.home().resolve("deploy/samples/k3s-rpi4"))
                .onLoopback();
        List<SampleNode> nodes = sample.nodes(BOARDS);
        try (Api api = api(endpoints)) {
            Map<String, String> workflows = load(api, nodes, judge, material);
            List<BoardResult> results;
            try (Fleet fleet = Fleet.powerOn(fleet(nodes, sample, endpoints), FleetListener.silent())) {
                killTenTimes(api, workflows, judge);
                results = fleet.await();
            }
            assertThat(results)
                    .allSatisfy(result -> assertThat(result.problems()).isEmpty());
            assertThat(states(api, workflows).values()).containsOnly("SUCCESS");
            assertThat(runs(judge))
                    .hasSize(BOARDS * ACTIONS)
                    .allSatisfy((run, times) -> assertThat(times).as(run).isEqualTo(1));
            for (String mac : workflows.keySet()) {
                assertNothingIsMissing(timeline(api, mac));
            }
        }
    }

    /**
     * The first two kills meet boards in their boot loaders; the others strike at a named point of a report, or, every
     * fourth, at any moment once some actions have run since the last start.
     */
    private void killTenTimes(Api api, Map<String, String> workflows, Path judge) throws Exception {
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            if (kill < 2) {
                kindling.diesWithin(Duration.ofMillis(500 + random.nextInt(2500)));
            } else if (FAULTS.get(kill % FAULTS.size()).isEmpty()) {
                awaitRuns(judge, 4 + random.nextInt(12));
            } else {
                assertThat(kindling.diesWithin(PATIENCE))
                        .as("the armed fault strikes")
                        .isTrue();
            }
            kindling.kill();
            String next = kill + 1 < KILLS && kill > 0 ? FAULTS.get((kill + 1) % FAULTS.size()) : "";
            kindling.start(next.isEmpty() ? "" : next + ":" + (5 + random.nextInt(20)));
        }
        assertThat(states(api, workflows).values())
                .as("the walk must not be over before the last kill")
                .contains("RUNNING");
    }

    private static void awaitRuns(Path judge, int more) throws IOException {
        long before = lines(judge);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (lines(judge) < before + more) {
            assertThat(System.nanoTime()).as("actions run again after a start").isLessThan(end);
            LockSupport.parkNanos(50_000_000L);
        }
    }

    private static long lines(Path judge) throws IOException {
        return Files.exists(judge) ? Files.readAllLines(judge).size() : 0;
    }

    private Api api(Endpoints endpoints) throws IOException {
        String token = Files.readString(work.resolve("data/admin-token")).strip();
        return new Api(URI.create(endpoints.rest()), token);
    }

    private static FleetOptions fleet(List<SampleNode> nodes, Sample sample, Endpoints endpoints) {
        Network wire = new Network.Loopback(
                new InetSocketAddress(RunningKindling.ADDRESS, endpoints.ports().dhcp()),
                endpoints.ports().tftp(),
                new InetSocketAddress(sample.gatewayAddress(), 0));
        AgentCommand agent =
                AgentCommand.of(Installation.agentJava(), RunningKindling.jar().resolveSibling("workflow-agent.jar"));
        Path boards = Path.of(
                "/var/tmp", "kindling-kills-boards." + ProcessHandle.current().pid());
        return FleetOptions.of(nodes.stream().map(SampleNode::board).toList(), wire, boards, agent)
                .withDeadline(Duration.ofMinutes(45));
    }

    /** @return workflow by MAC */
    private static Map<String, String> load(Api api, List<SampleNode> nodes, Path judge, DemoMaterial material) {
        api.post("templates", "application/yaml", template(judge));
        Map<String, String> workflows = new HashMap<>();
        for (SampleNode node : nodes) {
            api.post("hardware", "application/json", node.hardware());
            String mac = node.board().mac().text();
            JsonNode workflow = api.post(
                    "workflows",
                    "application/json",
                    WORKFLOW.formatted(mac, material.imageName(), material.imageSha256()));
            workflows.put(mac, workflow.path("id").asString());
        }
        return workflows;
    }

    private static String template(Path judge) {
        StringBuilder yaml = new StringBuilder("""
                version: "0.1"
                name: judged
                global_timeout: 3600
                after: local
                tasks:
                  - name: work
                    worker: "{{.device_1}}"
                    actions:
                """);
        for (int action = 0; action < ACTIONS; action++) {
            yaml.append("""
                      - name: step-%d
                        image: kindling/exec
                        timeout: 600
                        environment:
                          CMD_LINE: echo "$KINDLING_WORKFLOW $KINDLING_ACTION $KINDLING_ATTEMPT" >> %s; sleep 1
                """.formatted(action, judge));
        }
        return yaml.append("""
                      - name: stream-image
                        image: kindling/image2disk
                        timeout: 600
                        retries: 3
                        environment:
                          DEST_DISK: /dev/mmcblk0
                          IMG_URL: "{{ .kindling.boots }}/images/{{ .image }}"
                          SHA256: "{{ .image_sha256 }}"
                      - name: reboot
                        image: kindling/reboot
                        timeout: 600
                """).toString();
    }

    private static Map<String, String> states(Api api, Map<String, String> workflows) {
        return workflows.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> state(api, entry.getValue())));
    }

    /** The last step, boots telling of the local boot, may come a moment after the board is done. */
    private static String state(Api api, String workflow) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        String state = "unknown";
        while (System.nanoTime() < end) {
            try {
                state = api.get("workflows/" + workflow).path("state").asString();
                if (!"SETTLING".equals(state)) {
                    return state;
                }
            } catch (ApiException e) {
                state = e.getMessage();
            }
            LockSupport.parkNanos(100_000_000L);
        }
        return state;
    }

    /** How often each action of each workflow ran, whatever the attempt. */
    private static Map<String, Integer> runs(Path judge) throws IOException {
        Map<String, Integer> runs = new TreeMap<>();
        for (String line : Files.readAllLines(judge)) {
            String[] words = line.split(" ");
            runs.merge(words[0] + " " + words[1], 1, Integer::sum);
        }
        return runs;
    }

    private static List<JsonNode> timeline(Api api, String mac) {
        List<JsonNode> events = new ArrayList<>();
        api.list("machines/" + mac + "/timeline").forEach(events::add);
        return events;
    }

    private static void assertNothingIsMissing(List<JsonNode> events) {
        Map<String, Long> kinds = events.stream()
                .collect(Collectors.groupingBy(event -> event.path("kind").asString(), Collectors.counting()));
        assertThat(kinds)
                .containsEntry("action.succeeded", (long) ACTIONS + 2)
                .containsEntry("action.started", (long) ACTIONS + 2)
                .containsKeys(
                        "boot.started", "dhcp.ack", "tftp.done", "machine.enrolled", "action.rebooting", "boot.local");
        assertThat(kinds.get("machine.enrolled")).isEqualTo(1);
        assertThat(kinds.get("boot.started")).isGreaterThanOrEqualTo(2);
    }
}
