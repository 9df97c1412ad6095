package dev.kindling.provisioner.acceptance;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The person who looks at every held workflow: whether its action was done, and says so. */
final class ChaosOperator {

    /** An action that an agent left behind when it died has ended by then. */
    private final Duration patience;

    private final ChaosLab lab;
    private final Map<String, Long> heldSince = new HashMap<>();
    private final Set<String> retried = new HashSet<>();

    ChaosOperator(ChaosLab lab, Duration patience) {
        this.lab = lab;
        this.patience = patience;
    }

    /** Lines {@code WORKFLOW ACTION} that this operator let run once more, each attempt once. */
    Set<String> retried() {
        return retried;
    }

    /** Any server may be asked; one that is away is passed over until the next round. */
    void look() throws IOException {
        int server = ThreadLocalRandom.current().nextInt(lab.servers().size());
        try (Api api = lab.api(server)) {
            for (JsonNode workflow : api.list("workflows?state=HELD")) {
                String id = workflow.path("id").asString();
                long since = heldSince.computeIfAbsent(id, _ -> System.nanoTime());
                if (System.nanoTime() - since > patience.toNanos()) {
                    decide(api, workflow);
                    heldSince.remove(id);
                }
            }
        } catch (ApiException away) {
            return;
        }
    }

    private void decide(Api api, JsonNode workflow) throws IOException {
        String id = workflow.path("id").asString();
        for (JsonNode action : workflow.path("actions")) {
            if (action.path("state").asString().equals("UNKNOWN")) {
                String what = id + " " + action.path("name").asString();
                String attempt = what + " " + action.path("attempt").asInt();
                boolean done = lines(workflow).contains("end " + attempt);
                if (!done) {
                    retried.add(attempt);
                }
                api.post("workflows/" + id + (done ? "/resume" : "/retry"), "application/json", "");
                return;
            }
        }
    }

    private Set<String> lines(JsonNode workflow) throws IOException {
        String mac = workflow.path("machines").path(0).asString();
        List<ChaosBoard> board = lab.boards().stream()
                .filter(each -> each.mac().text().equals(mac))
                .toList();
        return board.getFirst().judge().stream().collect(Collectors.toSet());
    }
}
