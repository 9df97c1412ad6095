package dev.kindling.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class TinkChannelTests {

    @TempDir
    private Path data;

    @Test
    void watchRunsOverMutualTls() throws Exception {
        Path pki = Files.createDirectories(data.resolve("pki"));
        TestPki.write(pki);
        ScriptedDirectory directory = new ScriptedDirectory();
        Server server = Grpc.newServerBuilderForPort(
                        0,
                        TlsServerCredentials.newBuilder()
                                .keyManager(
                                        pki.resolve("boots.pem").toFile(),
                                        pki.resolve("boots.key").toFile())
                                .trustManager(pki.resolve("ca.pem").toFile())
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .addService(directory)
                .build()
                .start();
        ManagedChannel channel = TinkChannel.open(connection("127.0.0.1:" + server.getPort(), Duration.ZERO));
        DirectoryWatch watch = new DirectoryWatch(channel, "list@test", new ListView(), data.resolve("directory.pb"));
        watch.start();
        try {
            assertThat(directory.nextRequest().getSubscribe().getReplica()).isEqualTo("list@test");
        } finally {
            watch.stop();
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    @Test
    void certificateThatDoesNotComeIsNamedAfterTheDeadline() {
        assertThatThrownBy(() -> TinkChannel.open(connection("127.0.0.1:1", Duration.ofMillis(1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(data.resolve("pki/ca.pem").toString())
                .hasMessageContaining("tink-server writes it at its first start")
                .hasMessageContaining("kindling.boots.tink");
    }

    @Test
    void certificateThatComesInTimeIsWaitedFor() throws Exception {
        Path pki = Files.createDirectories(data.resolve("pki"));
        TestPki.write(pki);
        Path away = Files.move(pki.resolve("boots.key"), pki.resolve("boots.key.away"));
        Thread later = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(300);
                Files.move(away, pki.resolve("boots.key"));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ManagedChannel channel = TinkChannel.open(connection("127.0.0.1:1", Duration.ofSeconds(30)));
        later.join();
        assertThat(channel.isShutdown()).isFalse();
        channel.shutdownNow();
    }

    @Test
    void nothingNeedsToBeSet() {
        assertThat(TinkConnection.read(new MockEnvironment(), "hegel", Path.of("data")))
                .isEqualTo(new TinkConnection(
                        "kindling.hegel.tink",
                        "127.0.0.1:42113",
                        Path.of("data/pki/hegel.pem"),
                        Path.of("data/pki/hegel.key"),
                        Path.of("data/pki/ca.pem"),
                        Duration.ofMinutes(2)));
    }

    @Test
    void everyPropertyArrives() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("kindling.hegel.tink.target", "192.168.42.2:1")
                .withProperty("kindling.hegel.tink.certificate", "/a.pem")
                .withProperty("kindling.hegel.tink.key", "/b.key")
                .withProperty("kindling.hegel.tink.ca", "/c.pem")
                .withProperty("kindling.hegel.tink.deadline", "3s");
        assertThat(TinkConnection.read(environment, "hegel", data))
                .isEqualTo(new TinkConnection(
                        "kindling.hegel.tink",
                        "192.168.42.2:1",
                        Path.of("/a.pem"),
                        Path.of("/b.key"),
                        Path.of("/c.pem"),
                        Duration.ofSeconds(3)));
    }

    private TinkConnection connection(String target, Duration deadline) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("kindling.boots.tink.target", target)
                .withProperty("kindling.boots.tink.deadline", deadline.toMillis() + "ms");
        return TinkConnection.read(environment, "boots", data);
    }
}
