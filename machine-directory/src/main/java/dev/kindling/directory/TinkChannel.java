package dev.kindling.directory;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the channel to tink-server: inside this process, or with mutual TLS. */
public final class TinkChannel {

    private static final Logger log = LoggerFactory.getLogger(TinkChannel.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

    private TinkChannel() {}

    /** Does not connect yet: calls do, again and again. */
    public static ManagedChannel open(TinkConnection connection) throws IOException, InterruptedException {
        if (connection.isInProcess()) {
            return InProcessChannelBuilder.forName(connection.inProcessName()).build();
        }
        awaitFiles(connection);
        ChannelCredentials credentials = TlsChannelCredentials.newBuilder()
                .keyManager(connection.certificate().toFile(), connection.key().toFile())
                .trustManager(connection.ca().toFile())
                .build();
        return Grpc.newChannelBuilder(connection.target(), credentials)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .build();
    }

    private static void awaitFiles(TinkConnection connection) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + connection.deadline().toNanos();
        boolean said = false;
        Optional<Path> missing = missing(connection);
        while (missing.isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("waited " + connection.deadline().toSeconds() + " s for " + missing.get()
                        + "; tink-server writes it at its first start, or name another file in " + connection.prefix());
            }
            if (!said) {
                log.atInfo().addKeyValue("file", missing.get()).log("tink.waiting-for-certificate");
                said = true;
            }
            Thread.sleep(LOOK_AGAIN);
            missing = missing(connection);
        }
    }

    private static Optional<Path> missing(TinkConnection connection) {
        return List.of(connection.ca(), connection.certificate(), connection.key()).stream()
                .filter(file -> !Files.isReadable(file))
                .findFirst();
    }
}
