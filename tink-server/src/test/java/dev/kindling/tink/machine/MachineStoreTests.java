package dev.kindling.tink.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MachineStoreTests {

    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
    private static final SeenBoard BOARD = new SeenBoard("4B", "c03114", "1000000b", "0", "PXEClient:Arch:00000");

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Machines machines;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        machines = server.bean(Machines.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void declaredMachineIsFoundByMacAddressAndSession() {
        UUID hardware = declare(11);
        MacAddress mac = mac(11);
        byte[] session = new byte[] {1, 2, 3};
        UUID boot = UUID.randomUUID();
        inTransaction(() -> {
            machines.openSession(mac, boot, session, NOW.plusSeconds(60));
            return machines.setBootMode(mac, BootMode.LOCAL);
        });

        MachineFacts facts = machines.find(mac).orElseThrow();
        assertThat(facts.hardware()).isEqualTo(hardware);
        assertThat(facts.hostname()).isEqualTo("k3s-worker-11");
        assertThat(facts.address()).isEqualTo("192.168.42.11");
        assertThat(facts.allowWorkflow()).isTrue();
        assertThat(facts.bootMode()).isEqualTo(BootMode.LOCAL);
        assertThat(facts.bootId()).hasValue(boot);
        assertThat(facts.document().get("metadata")).isInstanceOf(Map.class);
        assertThat(machines.findByAddress("192.168.42.11")).hasValue(facts);
        assertThat(machines.findBySession(session, NOW)).hasValue(facts);
        assertThat(machines.findBySession(session, NOW.plusSeconds(60))).isEmpty();
        assertThat(machines.findBySession(new byte[] {9}, NOW)).isEmpty();
    }

    @Test
    void laterEnrolmentEndsTheEarlierSession() {
        declare(21);
        byte[] first = new byte[] {21, 1};
        byte[] second = new byte[] {21, 2};
        for (byte[] session : new byte[][] {first, second}) {
            inTransaction(() -> {
                machines.openSession(mac(21), UUID.randomUUID(), session, NOW.plusSeconds(60));
                return session;
            });
        }
        assertThat(machines.findBySession(first, NOW)).isEmpty();
        assertThat(machines.findBySession(second, NOW)).isPresent();
    }

    @Test
    void unknownBoardIsDiscoveredAndListedButNotDeclared() {
        MacAddress mac = mac(31);
        assertThat(seen(mac, NOW, Optional.of(BOARD))).isTrue();
        assertThat(seen(mac, NOW.plusSeconds(1), Optional.of(BOARD))).isFalse();
        assertThat(machines.find(mac)).isEmpty();
        JsonNode view = new JsonMapper()
                .readTree(server.send("GET", "/api/v1/machines/" + mac, "").body());
        assertThat(view.at("/state").asString()).isEqualTo("DISCOVERED");
        assertThat(view.at("/board/serial").asString()).isEqualTo("1000000b");
        assertThat(view.at("/hardware").isNull()).isTrue();
        assertThat(server.send("GET", "/api/v1/machines", "").body()).contains(mac.text());

        declare(31);
        MachineRow row = server.bean(MachineRows.class).find(mac).orElseThrow();
        assertThat(row.board()).isEqualTo(BOARD);
        assertThat(row.hardware()).isPresent();
        assertThat(row.firstSeenAt()).hasValue(NOW);
    }

    @Test
    void laterSightingAddsWhatItKnowsAndForgetsNothing() {
        MacAddress mac = mac(41);
        seen(mac, NOW, Optional.of(BOARD));
        seen(mac, NOW.plusSeconds(5), Optional.of(new SeenBoard("", "d03114", "", "", "")));
        seen(mac, NOW.plusSeconds(3600), Optional.empty());
        MachineRow row = server.bean(MachineRows.class).find(mac).orElseThrow();
        assertThat(row.board().revision()).isEqualTo("d03114");
        assertThat(row.board().serial()).isEqualTo("1000000b");
        assertThat(row.lastSeenAt()).hasValue(NOW.plusSeconds(3600));
    }

    @Test
    void withdrawnMachineLosesItsSessionAndBootMode() {
        UUID hardware = declare(51);
        byte[] session = new byte[] {51};
        inTransaction(() -> {
            machines.openSession(mac(51), UUID.randomUUID(), session, NOW.plusSeconds(60));
            return machines.setBootMode(mac(51), BootMode.LOCAL);
        });
        server.send("DELETE", "/api/v1/hardware/" + hardware, "");
        assertThat(machines.findBySession(session, NOW)).isEmpty();
        declare(51);
        assertThat(machines.find(mac(51)).orElseThrow().bootMode()).isEqualTo(BootMode.NETBOOT);
    }

    @Test
    void twoInterfacesOfOneDocumentMaySwapTheirAddresses() {
        UUID id = UUID.randomUUID();
        String board = Documents.board(id, 61);
        String face = board.substring(board.indexOf("[{") + 1, board.lastIndexOf("}]") + 1);
        String second = face.replace("42:00:3d", "42:00:3e").replace("192.168.42.61", "192.168.42.62");
        HttpResponse<String> stored =
                server.send("PUT", "/api/v1/hardware/" + id, board.replace(face, face + "," + second));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        String swapped =
                face.replace("192.168.42.61", "192.168.42.62") + "," + second.replace("192.168.42.62", "192.168.42.61");
        HttpResponse<String> answer = server.send("PUT", "/api/v1/hardware/" + id, board.replace(face, swapped));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(machines.findByAddress("192.168.42.61").orElseThrow().mac().text())
                .isEqualTo("dc:a6:32:42:00:3e");
    }

    @Test
    void changeOfUndeclaredMachineIsNotFound() {
        assertThatExceptionOfType(Failure.NotFound.class)
                .isThrownBy(() -> inTransaction(() -> machines.setBootMode(mac(99), BootMode.LOCAL)));
    }

    @Test
    void inventoryIsShownAsReported() {
        declare(71);
        inTransaction(() -> {
            machines.recordInventory(mac(71), "{\"model\": \"Raspberry Pi 4\", \"cpus\": 4}");
            return true;
        });
        JsonNode view = new JsonMapper()
                .readTree(server.send("GET", "/api/v1/machines/" + mac(71), "").body());
        assertThat(view.at("/inventory/cpus").asInt()).isEqualTo(4);
    }

    private static UUID declare(int last) {
        UUID id = UUID.randomUUID();
        HttpResponse<String> answer = server.send("POST", "/api/v1/hardware", Documents.board(id, last));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return id;
    }

    private static boolean seen(MacAddress mac, Instant at, Optional<SeenBoard> board) {
        return inTransaction(() -> machines.recordSeen(mac, at, board));
    }

    private static <T> T inTransaction(Supplier<T> work) {
        return server.bean(TransactionTemplate.class).execute(_ -> work.get());
    }

    private static MacAddress mac(int last) {
        return MacAddress.parse("dc:a6:32:42:00:%02x".formatted(last));
    }
}
