package dev.kindling.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.directory.v1.BootMode;
import dev.kindling.proto.directory.v1.Machine;
import dev.kindling.proto.directory.v1.ReplicaRole;
import dev.kindling.proto.directory.v1.Session;
import dev.kindling.proto.directory.v1.Subscribe;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTests {

    private static final String FIRST = "dc:a6:32:42:00:0b";
    private static final String SECOND = "dc:a6:32:42:00:0c";

    @TempDir
    private Path data;

    private final ScriptedDirectory directory = new ScriptedDirectory();
    private final String name = UUID.randomUUID().toString();
    private Server server;
    private ManagedChannel channel;
    private ListView view = new ListView();
    private DirectoryWatch watch;

    @BeforeEach
    void start() throws IOException {
        server = InProcessServerBuilder.forName(name)
                .addService(directory)
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
        watch = newWatch();
        watch.start();
    }

    @AfterEach
    void stop() {
        if (watch.isRunning()) {
            watch.stop();
        }
        channel.shutdownNow();
        server.shutdownNow();
    }

    private DirectoryWatch newWatch() throws IOException {
        return new DirectoryWatch(channel, "list@test", view, copy());
    }

    private Path copy() {
        return data.resolve("list/directory.pb");
    }

    @Test
    void firstSubscriptionSaysWhoAsksAndWantsASnapshot() throws InterruptedException {
        Subscribe subscribe = directory.nextRequest().getSubscribe();
        assertThat(subscribe.getReplica()).isEqualTo("list@test");
        assertThat(subscribe.getRole()).isEqualTo(ReplicaRole.REPLICA_ROLE_BOOTS);
        assertThat(subscribe.getEpoch()).isEmpty();
        assertThat(subscribe.getRevision()).isZero();
    }

    @Test
    void replicaIsNamedAfterItsServiceAndHost() throws Exception {
        directory.nextRequest();
        watch.stop();
        watch = new DirectoryWatch(channel, view, copy());
        watch.start();
        assertThat(directory.nextRequest().getSubscribe().getReplica()).matches("list@\\S+");
    }

    @Test
    void snapshotIsKnownOnceItIsReportedAsApplied() throws InterruptedException {
        serveOneMachine();

        assertThat(view.find(FIRST).orElseThrow().getHostname()).isEqualTo("pi");
        assertThat(view.settings().getCaPin()).startsWith("sha256:");
    }

    @Test
    void changeIsDecidedHereWhenItsRevisionIsReportedAsApplied() throws InterruptedException {
        serveOneMachine();
        directory
                .changed(5, machine(FIRST).setBootMode(BootMode.BOOT_MODE_LOCAL))
                .upTo(5);
        assertThat(directory.nextApplied()).isEqualTo(5);
        assertThat(view.find(FIRST).orElseThrow().getBootMode()).isEqualTo(BootMode.BOOT_MODE_LOCAL);
    }

    @Test
    void restartWithoutAServerAnswersFromTheCopyAndThenGoesOnWhereItStopped() throws Exception {
        serveOneMachine();
        watch.stop();
        view = new ListView();
        watch = newWatch();

        assertThat(view.find(FIRST)).isPresent();
        assertThat(view.settings().getEpoch()).isEqualTo("e1");

        watch.start();
        Subscribe subscribe = directory.nextRequest().getSubscribe();
        assertThat(subscribe.getEpoch()).isEqualTo("e1");
        assertThat(subscribe.getRevision()).isEqualTo(3);
    }

    @Test
    void copyOnDiskIsForItsOwnerOnlyAndHoldsNoMoreThanIsUsed() throws Exception {
        serveOneMachine();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy())))
                .isEqualTo("rw-------");
        watch.stop();
        view = new ListView();
        watch = newWatch();
        assertThat(view.find(FIRST).orElseThrow().hasSession()).isFalse();
    }

    @Test
    void brokenWatchBeginsAgainWithWhatIsComplete() throws InterruptedException {
        serveOneMachine();
        directory.changed(4, machine(SECOND));
        directory.fail();

        Subscribe subscribe = directory.nextRequest().getSubscribe();
        assertThat(subscribe.getRevision()).isEqualTo(3);
        directory.settings("e1").removed(5, FIRST).upTo(5);
        assertThat(directory.nextApplied()).isEqualTo(5);
        assertThat(view.find(FIRST)).isEmpty();
    }

    @Test
    void snapshotForgetsWhatItDoesNotNameButOnlyAtItsEnd() throws InterruptedException {
        serveOneMachine();
        directory.fail();
        directory.nextRequest();
        directory.settings("e2").snapshot().changed(1, machine(SECOND));
        assertThat(view.find(FIRST)).isPresent();

        directory.upTo(1);
        assertThat(directory.nextApplied()).isEqualTo(1);
        assertThat(view.find(FIRST)).isEmpty();
        assertThat(view.find(SECOND)).isPresent();
    }

    @Test
    void machineThatCannotBeUsedHoldsUpNoOther() throws InterruptedException {
        directory.nextRequest();
        directory
                .settings("e1")
                .snapshot()
                .changed(1, machine(FIRST).setHostname("no name"))
                .changed(2, machine(SECOND))
                .upTo(2);
        assertThat(directory.nextApplied()).isEqualTo(2);
        assertThat(view.find(FIRST)).isEmpty();
        assertThat(view.find(SECOND)).isPresent();
    }

    @Test
    void unreadableCopyIsNoReasonNotToStart() throws Exception {
        serveOneMachine();
        watch.stop();
        Files.write(copy(), new byte[] {(byte) 200, 1, 2, 3});
        view = new ListView();
        watch = newWatch();
        watch.start();
        assertThat(directory.nextRequest().getSubscribe().getRevision()).isZero();
    }

    private void serveOneMachine() throws InterruptedException {
        directory.nextRequest();
        directory.settings("e1").snapshot().changed(3, machine(FIRST)).upTo(3);
        assertThat(directory.nextApplied()).isEqualTo(3);
    }

    private static Machine.Builder machine(String mac) {
        return Machine.newBuilder().setMac(mac).setHostname("pi").setSession(Session.getDefaultInstance());
    }
}
