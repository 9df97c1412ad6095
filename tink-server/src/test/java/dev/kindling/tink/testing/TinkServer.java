package dev.kindling.tink.testing;

import dev.kindling.tink.TinkServerApplication;
import dev.kindling.tink.site.TinkAddresses;
import dev.kindling.tink.timeline.TimelineReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application, started on ephemeral ports and a fresh database, and an HTTP client with its admin token. */
public final class TinkServer implements AutoCloseable {

    private static final Duration TIMELINE_PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final ConfigurableApplicationContext context;
    private final String inProcess;
    private final TestDatabase database;

    private TinkServer(Path data, TestDatabase database, Map<String, Object> overrides) {
        this.data = data;
        this.database = database;
        this.inProcess = "tink-" + UUID.randomUUID();
        Map<String, Object> properties = new HashMap<>(Map.of(
                "kindling.tink.data",
                data.toString(),
                "kindling.tink.database.url",
                database.url(),
                "kindling.tink.database.username",
                database.username(),
                "kindling.tink.database.password",
                database.password(),
                "kindling.tink.grpc.address",
                "127.0.0.1",
                "kindling.tink.grpc.port",
                "0",
                "kindling.tink.grpc.in-process",
                inProcess,
                "server.address",
                "127.0.0.1",
                "server.port",
                "0"));
        properties.putAll(overrides);
        this.context = TinkServerApplication.create(properties).run();
    }

    /** A server of its own on a database of its own. */
    public static TinkServer start(Path data) {
        return start(data, TestDatabase.fresh(), Map.of());
    }

    /** A server on a given database; several may share one. */
    public static TinkServer start(Path data, TestDatabase database, Map<String, Object> overrides) {
        return new TinkServer(data, database, overrides);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** For a type of which there are several. */
    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    /** All of a type. */
    public <T> Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    public TestDatabase database() {
        return database;
    }

    public Path data() {
        return data;
    }

    /** Name of the in-process gRPC server. */
    public String inProcess() {
        return inProcess;
    }

    public int grpcPort() {
        return bean(TinkAddresses.class).grpcPort();
    }

    public String adminToken() {
        try {
            return Files.readString(data.resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with the admin token; an empty body sends none. */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder builder = request(method, path, body).header("Authorization", "Bearer " + adminToken());
        for (int i = 0; i < headers.length; i += 2) {
            builder.setHeader(headers[i], headers[i + 1]);
        }
        return exchange(builder);
    }

    /** A request without any token. */
    public HttpResponse<String> sendAnonymously(String method, String path, String body) {
        return exchange(request(method, path, body));
    }

    /**
     * Waits until readers of the timeline are shown all that is committed now. An older transaction that is still open
     * hides it from them, and one of another test in another database of this PostgreSQL is enough.
     */
    public void awaitTimeline() {
        long written = bean(JdbcClient.class)
                .sql("select coalesce(max(cast(cast(transaction as text) as bigint)), 0) from event")
                .query(Long.class)
                .single();
        long until = System.nanoTime() + TIMELINE_PATIENCE.toNanos();
        while (bean(TimelineReader.class).end().transaction() < written) {
            if (System.nanoTime() > until) {
                throw new AssertionError("an older transaction hid events of the timeline for " + TIMELINE_PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        URI uri = URI.create("http://127.0.0.1:" + bean(TinkAddresses.class).restPort() + path);
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .method(method, publisher);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder builder) {
        try {
            return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
