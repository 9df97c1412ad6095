package dev.kindling.tink.directory.grpc;

import static dev.kindling.proto.directory.v1.ReplicaRole.REPLICA_ROLE_BOOTS;
import static dev.kindling.proto.directory.v1.ReplicaRole.REPLICA_ROLE_HEGEL;
import static dev.kindling.proto.directory.v1.ReplicaRole.REPLICA_ROLE_UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.directory.v1.BootMode;
import dev.kindling.proto.directory.v1.Settings;
import dev.kindling.proto.directory.v1.WatchResponse;
import dev.kindling.tink.directory.DirectoryReplicas;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.machine.SeenBoard;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

class WatchTests {

    @TempDir
    static Path data;

    @TempDir
    static Path otherData;

    private static TinkServer server;

    private Channels channels;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void openChannels() {
        channels = new Channels(server);
    }

    @AfterEach
    void closeChannels() {
        channels.close();
    }

    @Test
    void snapshotIsFollowedByChangesAndRemovals() throws Exception {
        UUID id = declare(server, 11);
        Replica boots = Replica.subscribe(channels.as("boots"), "boots@snapshot", REPLICA_ROLE_BOOTS);
        List<WatchResponse> snapshot = boots.untilUpTo();
        assertThat(snapshot.get(0).getSettings().getNonceKey().size()).isEqualTo(32);
        assertThat(snapshot.get(0).getSettings().getCaPem()).isEqualTo(Files.readString(data.resolve("pki/ca.pem")));
        assertThat(snapshot.get(1).hasSnapshotBegin()).isTrue();
        assertThat(snapshot)
                .filteredOn(WatchResponse::hasMachineChanged)
                .extracting(each -> each.getMachineChanged().getMachine().getMac())
                .contains("dc:a6:32:42:00:0b");

        long revision = setBootMode(server, 11);
        WatchResponse changed = boots.until(WatchResponse::hasMachineChanged).getLast();
        assertThat(changed.getMachineChanged().getRevision()).isEqualTo(revision);
        assertThat(changed.getMachineChanged().getMachine().getBootMode()).isEqualTo(BootMode.BOOT_MODE_LOCAL);
        assertThat(changed.getMachineChanged().getMachine().getDocument()).contains("k3s-worker-11");
        assertThat(boots.untilUpTo().getLast().getUpTo().getRevision()).isGreaterThanOrEqualTo(revision);

        server.send("DELETE", "/api/v1/hardware/" + id, "");
        WatchResponse removed = boots.until(WatchResponse::hasMachineRemoved).getLast();
        assertThat(removed.getMachineRemoved().getMac()).isEqualTo("dc:a6:32:42:00:0b");
        boots.close();
    }

    @Test
    void reconnectWithEpochAndRevisionBringsOnlyWhatIsMissing() throws Exception {
        declare(server, 21);
        UUID gone = declare(server, 22);
        Replica first = Replica.subscribe(channels.as("hegel"), "hegel@resume", REPLICA_ROLE_HEGEL);
        List<WatchResponse> snapshot = first.untilUpTo();
        Settings settings = snapshot.get(0).getSettings();
        assertThat(settings.getNonceKey().isEmpty()).isTrue();
        long revision = snapshot.getLast().getUpTo().getRevision();
        first.close();

        setBootMode(server, 21);
        server.send("DELETE", "/api/v1/hardware/" + gone, "");
        Replica again = Replica.subscribe(
                channels.as("hegel"), "hegel@resume", REPLICA_ROLE_HEGEL, settings.getEpoch(), revision);
        List<WatchResponse> missed = again.untilUpTo();
        assertThat(missed).noneMatch(WatchResponse::hasSnapshotBegin);
        assertThat(missed)
                .filteredOn(WatchResponse::hasMachineChanged)
                .extracting(each -> each.getMachineChanged().getMachine().getMac())
                .containsExactly("dc:a6:32:42:00:15");
        assertThat(missed)
                .filteredOn(WatchResponse::hasMachineRemoved)
                .extracting(each -> each.getMachineRemoved().getMac())
                .containsExactly("dc:a6:32:42:00:16");
        again.close();

        Replica stranger = Replica.subscribe(
                channels.as("hegel"),
                "hegel@other",
                REPLICA_ROLE_HEGEL,
                UUID.randomUUID().toString(),
                revision);
        assertThat(stranger.untilUpTo()).anyMatch(WatchResponse::hasSnapshotBegin);
        stranger.close();
    }

    @Test
    void watchNeedsTheCertificateOfItsRole() throws Exception {
        Replica unknown = Replica.subscribe(channels.anonymous(), "boots@x", REPLICA_ROLE_BOOTS);
        assertThat(unknown.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        Replica wrong = Replica.subscribe(channels.as("hegel"), "boots@x", REPLICA_ROLE_BOOTS);
        assertThat(wrong.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        Replica nobody = Replica.subscribe(channels.as("hegel"), "hegel@x", REPLICA_ROLE_UNSPECIFIED);
        assertThat(nobody.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        Replica neighbour = Replica.subscribe(channels.inProcess(), "boots@x", REPLICA_ROLE_BOOTS);
        assertThat(neighbour.untilUpTo()).isNotEmpty();
        neighbour.close();
    }

    @Test
    void newerWatchOfSameReplicaTakesThePlaceOfTheOlder() throws Exception {
        Replica older = Replica.subscribe(channels.as("hegel"), "hegel@twice", REPLICA_ROLE_HEGEL);
        older.untilUpTo();
        Replica newer = Replica.subscribe(channels.as("hegel"), "hegel@twice", REPLICA_ROLE_HEGEL);
        newer.untilUpTo();
        assertThat(older.status().getCode()).isEqualTo(Status.Code.ABORTED);
        newer.close();
    }

    @Test
    void learnedBoardGoesToTheReplicas() throws Exception {
        declare(server, 31);
        Replica boots = Replica.subscribe(channels.as("boots"), "boots@board", REPLICA_ROLE_BOOTS);
        boots.untilUpTo();
        server.bean(TransactionTemplate.class)
                .executeWithoutResult(_ -> server.bean(Machines.class)
                        .recordSeen(
                                mac(31),
                                Instant.now(),
                                Optional.of(new SeenBoard("4B", "c03114", "1000001f", "0", "PXEClient"))));
        WatchResponse changed = boots.until(WatchResponse::hasMachineChanged).getLast();
        assertThat(changed.getMachineChanged().getMachine().getBoard().getSerial())
                .isEqualTo("1000001f");
        boots.close();
    }

    @Test
    void changeOnOneServerReachesReplicaOfAnotherAndIsAwaited() throws Exception {
        Files.copy(data.resolve("master.key"), otherData.resolve("master.key"));
        try (TinkServer other = TinkServer.start(
                        otherData, server.database(), Map.of("kindling.tink.directory.heartbeat", "100ms"));
                Channels otherChannels = new Channels(other)) {
            declare(server, 41);
            Replica boots = Replica.subscribe(otherChannels.as("boots"), "boots@far", REPLICA_ROLE_BOOTS);
            long held = boots.untilUpTo().getLast().getUpTo().getRevision();
            // Nothing changed: what comes next is the heartbeat.
            assertThat(boots.untilUpTo().getLast().getUpTo().getRevision()).isEqualTo(held);
            boots.applied(held);
            DirectoryReplicas replicas = server.bean(DirectoryReplicas.class);
            assertThat(replicas.awaitBootsApplied(held, Duration.ofSeconds(90))).isTrue();

            long revision = setBootMode(server, 41);
            assertThat(replicas.awaitBootsApplied(revision, Duration.ofMillis(50)))
                    .isFalse();
            boots.until(each -> each.hasUpTo() && each.getUpTo().getRevision() >= revision);
            boots.applied(revision);
            assertThat(replicas.awaitBootsApplied(revision, Duration.ofSeconds(90)))
                    .isTrue();
            boots.close();
            boots.status();
        }
        // Nobody is connected any more, so nobody is waited for.
        assertThat(server.bean(DirectoryReplicas.class).awaitBootsApplied(Long.MAX_VALUE, Duration.ofSeconds(90)))
                .isTrue();
    }

    private static UUID declare(TinkServer at, int last) {
        UUID id = UUID.randomUUID();
        assertThat(at.send("POST", "/api/v1/hardware", Documents.board(id, last))
                        .statusCode())
                .isEqualTo(201);
        return id;
    }

    private static long setBootMode(TinkServer at, int last) {
        return at.bean(TransactionTemplate.class)
                .execute(_ -> at.bean(Machines.class).setBootMode(mac(last), dev.kindling.tink.machine.BootMode.LOCAL));
    }

    private static MacAddress mac(int last) {
        return MacAddress.parse("dc:a6:32:42:00:%02x".formatted(last));
    }
}
