package dev.kindling.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Debian's docker-registry beside Kindling, with TLS, a password, and one image that holds nothing but busybox. */
final class Registry implements AutoCloseable {

    static final String HOST = Lab.ADDRESS + ":5000";
    static final String IMAGE = HOST + "/node-action:1";
    static final String USER = "kindling";
    static final String PASSWORD = "correct-horse-battery";

    /** What a machine has to know to pull: the secret that the template names. */
    static final Map<String, String> SECRET = Map.of("registry-password", PASSWORD);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final int CREATED = 201;

    private final Path directory;
    private final Process process;
    private final HttpClient http;

    private Registry(Path directory, Process process) throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.process = process;
        this.http = HttpClient.newBuilder().sslContext(trust()).build();
    }

    /** Starts it in the lab, and makes the lab's root tree trust it, as a site would. */
    static Registry start(Lab lab) throws Exception {
        Path directory = Files.createDirectory(lab.work().resolve("registry"));
        certificate(directory);
        String hash = "perl -e 'print \"" + USER + ":\", crypt(\"" + PASSWORD
                + "\", \"\\$2y\\$05\\$abcdefghijklmnopqrstuu\")'";
        Files.writeString(
                directory.resolve("htpasswd"), Program.run(directory.resolve("hash"), PATIENCE, "sh", "-c", hash));
        Files.writeString(directory.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %1$s/store}}
                http: {addr: "%2$s", tls: {certificate: %1$s/cert.pem, key: %1$s/key.pem}}
                auth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
                """.formatted(directory, HOST));
        Path trusted =
                Files.createDirectories(lab.tree().resolve("etc/docker/certs.d").resolve(HOST));
        Files.copy(directory.resolve("cert.pem"), trusted.resolve("ca.crt"));
        List<String> words = Stream.concat(
                        lab.network().serverLauncher().stream(),
                        Stream.of(
                                "docker-registry",
                                "serve",
                                directory.resolve("config.yml").toString()))
                .toList();
        return new Registry(directory, Program.start(lab.artefact("registry.log"), words));
    }

    private static void certificate(Path directory) throws IOException, InterruptedException {
        Program.run(
                directory.resolve("openssl"),
                PATIENCE,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=registry",
                "-addext",
                "subjectAltName=IP:" + Lab.ADDRESS,
                "-keyout",
                directory.resolve("key.pem").toString(),
                "-out",
                directory.resolve("cert.pem").toString());
    }

    /** @param architecture as images name it */
    void push(Path tree, String architecture) throws Exception {
        awaitAnswer();
        Path files = Files.createDirectories(directory.resolve("image/bin"));
        Files.copy(tree.resolve("usr/bin/busybox"), files.resolve("busybox"));
        files.resolve("busybox").toFile().setExecutable(true, false);
        Path layer = directory.resolve("layer.tar");
        Program.run(
                directory.resolve("tar"),
                PATIENCE,
                "tar",
                "-cf",
                layer.toString(),
                "-C",
                files.getParent().toString(),
                "--owner=0",
                "--group=0",
                "bin");
        byte[] content = Files.readAllBytes(layer);
        byte[] config = """
                {"architecture": "%s", "os": "linux", "config": {"Entrypoint": ["/bin/busybox"]},
                 "rootfs": {"type": "layers", "diff_ids": ["%s"]}}""".formatted(architecture, digest(content)).getBytes(StandardCharsets.UTF_8);
        blob(content);
        blob(config);
        String manifest = """
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar", "size": %d, "digest": "%s"}]}""".formatted(MANIFEST, config.length, digest(config), content.length, digest(content));
        put(
                URI.create("https://" + HOST + "/v2/node-action/manifests/1"),
                MANIFEST,
                manifest.getBytes(StandardCharsets.UTF_8));
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                http.send(request(URI.create("https://" + HOST + "/v2/")).build(), BodyHandlers.discarding());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("docker-registry does not answer", e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private void blob(byte[] content) throws Exception {
        URI uploads = URI.create("https://" + HOST + "/v2/node-action/blobs/uploads/");
        HttpResponse<String> begun = http.send(
                request(uploads).POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        String location = begun.headers().firstValue("Location").orElseThrow(() -> new IOException(begun.body()));
        String mark = location.contains("?") ? "&" : "?";
        put(uploads.resolve(location + mark + "digest=" + digest(content)), "application/octet-stream", content);
    }

    private void put(URI where, String type, byte[] content) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request(where)
                        .header("Content-Type", type)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != CREATED) {
            throw new IOException(where + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private static HttpRequest.Builder request(URI where) {
        String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(where).timeout(PATIENCE).header("Authorization", "Basic " + login);
    }

    private static String digest(byte[] content) throws GeneralSecurityException {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "registry",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Files.readAllBytes(directory.resolve("cert.pem")))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        process.destroy();
        http.shutdownNow();
    }
}
