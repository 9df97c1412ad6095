package dev.kindling.hegel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.contract.SessionSecret;
import dev.kindling.hegel.instance.InstanceReplica;
import dev.kindling.hegel.web.HegelHttpServer;
import dev.kindling.hegel.web.HegelHttpsServer;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.EventSource;
import dev.kindling.proto.directory.v1.Machine;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole service on loopback, as the demo runs it: every machine asks from an address of its own. */
class HegelApplicationTests {

    private static final String SERVER = "127.42.0.2";
    private static final int FIRST = 11;
    private static final int LAST = 18;
    private static final Instant LATER = Instant.now().plusSeconds(3600);

    @TempDir
    static Path pki;

    private static TestCertificate certificate;

    @TempDir
    Path data;

    private final SessionSecret session = SessionSecret.random(new SecureRandom());
    private final FakeTink tink = new FakeTink();
    private ConfigurableApplicationContext hegel;

    @BeforeAll
    static void issueCertificate() throws Exception {
        certificate = TestCertificate.issue(pki, SERVER);
    }

    @BeforeEach
    void start() throws Exception {
        tink.start();
        hegel = run(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        hegel.close();
        tink.stop();
    }

    @Test
    void processLivesAsLongAsTheServiceThoughAllThreadsThatServeAreDaemons() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !thread.isDaemon())
                .extracting(Thread::getName)
                .contains("keep-alive");
    }

    @Test
    void everySourceAddressIsAMachineOfItsOwn() throws Exception {
        declareAll();
        for (int last = FIRST; last <= LAST; last++) {
            assertThat(get(last, "/2009-04-04/meta-data/hostname").body()).isEqualTo("node-" + last);
            assertThat(get(last, "/2009-04-04/meta-data/local-ipv4/").body()).isEqualTo("127.42.0." + last);
            assertThat(get(last, "/metadata").body())
                    .isEqualTo("{\"id\":\"id-" + last + "\",\"hostname\":\"node-" + last + "\"}");
            assertThat(get(last, "/nocloud/meta-data").body()).contains("instance-id: \"id-" + last + "\"");
        }
    }

    @Test
    void anUnknownCallerIsToldWhatToDo() throws Exception {
        HttpResponse<String> response = get(99, "/metadata");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .contains("no machine with the address 127.42.0.99 is in the inventory")
                .contains("kindling hardware apply");
        assertThat(get(99, "/2009-04-04/meta-data/").statusCode()).isEqualTo(404);
    }

    @Test
    void aForgedForwardedAddressChangesNothing() throws Exception {
        declareAll();
        assertThat(get(12, "/2009-04-04/meta-data/hostname", "X-Forwarded-For", "127.42.0.11")
                        .body())
                .isEqualTo("node-12");
    }

    @Test
    void aTrustedProxySpeaksForTheMachineBehindIt() throws Exception {
        declareAll();
        hegel.close();
        hegel = run(Map.of("kindling.hegel.caller.trusted-proxies", "127.42.0.200"));
        assertThat(get(200, "/2009-04-04/meta-data/hostname", "X-Forwarded-For", "127.42.0.13")
                        .body())
                .isEqualTo("node-13");
        assertThat(get(200, "/metadata", "X-Forwarded-For", "nobody").statusCode())
                .isEqualTo(400);
    }

    @Test
    void theSeedIsForTheMachineItNames() throws Exception {
        declareAll();
        assertThat(get(11, "/nocloud/node-11/user-data").body()).isEqualTo("#cloud-config\n");
        assertThat(get(11, "/nocloud/dc-a6-32-42-00-0b/network-config").body()).contains("dc:a6:32:42:00:0b");
        assertThat(get(11, "/nocloud/vendor-data").statusCode()).isEqualTo(200);
        assertThat(get(11, "/nocloud/node-12/user-data").statusCode()).isEqualTo(404);
        assertThat(get(11, "/nocloud/passwd").statusCode()).isEqualTo(404);
    }

    @Test
    void theWholeRecordIsShownWhereItIsConfigured() throws Exception {
        declareAll();
        hegel.close();
        hegel = run(Map.of("kindling.hegel.metadata.filter", ""));
        assertThat(get(11, "/metadata").body()).startsWith("{\"id\":\"id-11\",\"metadata\":{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyGetAndHeadAreAnswered(String method) throws Exception {
        HttpResponse<String> response = client(11)
                .send(
                        request(httpUri("/metadata"))
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void healthMetricsAndTheFrontPageNeedNoMachine() throws Exception {
        assertThat(get(99, "/healthz").body()).isEqualTo("ok\n");
        assertThat(get(99, "/").body()).contains("/2009-04-04/");
        get(99, "/metadata");
        assertThat(get(99, "/metrics").body()).contains("hegel_requests_total{outcome=\"unknown-caller\"} 1.0");
    }

    @Test
    void anEnrolledMachineGetsItsSecretWithItsSession() throws Exception {
        declareAll();
        HttpResponse<String> response = secure(11, "/v1/secrets/join-token", session);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("t0ken");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(tink.nextAsked().getSession()).isEqualTo(session.bearer());
        assertThat(secure(11, "/v1/secrets/other", session).statusCode()).isEqualTo(404);
        assertThat(secure(11, "/v1/secrets/a%2fb", session).statusCode()).isIn(400, 404);
    }

    @Test
    void aSessionIsGoodOnlyAtItsOwnAddressAndAnUnknownOneNowhere() throws Exception {
        declareAll();
        assertThat(secure(12, "/v1/secrets/join-token", session).statusCode()).isEqualTo(403);
        assertThat(secure(11, "/v1/secrets/join-token", SessionSecret.random(new SecureRandom()))
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> without =
                client(11).send(request(httpsUri("/v1/cluster")).build(), BodyHandlers.ofString());
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(secure(99, "/v1/cluster", session).statusCode()).isEqualTo(403);
    }

    @Test
    void aSessionThatIsOverIsRefusedWithoutAskingTinkServer() throws Exception {
        tink.declare(
                machine(11).setSession(FakeTink.session(session, Instant.now().minusSeconds(5))));
        assertThat(secure(11, "/v1/secrets/join-token", session).statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionThatArrivesWhileItIsAskedForIsWaitedFor() throws Exception {
        hegel.close();
        SpringApplication patient = application(Map.of());
        patient.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(
                        PatientDirectory.class,
                        () -> new PatientDirectory(context.getBean(InstanceReplica.class)),
                        bean -> bean.setPrimary(true)));
        hegel = patient.run();
        tink.declare(machine(11));
        Thread enrolment = Thread.ofVirtual().start(() -> {
            try {
                tink.declare(machine(11).setSession(FakeTink.session(session, LATER)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(secure(11, "/v1/secrets/join-token", session).statusCode()).isEqualTo(200);
        enrolment.join();
    }

    @Test
    void withoutTinkServerFactsGoOnAlsoAfterARestartAndSecretsAreUnavailable() throws Exception {
        declareAll();
        tink.stop();
        hegel.close();
        hegel = run(Map.of());
        assertThat(get(11, "/2009-04-04/meta-data/hostname").body()).isEqualTo("node-11");
        assertThat(secure(11, "/v1/cluster", session).statusCode()).isEqualTo(200);
        HttpResponse<String> response = secure(11, "/v1/secrets/join-token", session);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
        tink.start();
        tink.awaitApplied(8);
        assertThat(secure(11, "/v1/secrets/join-token", session).statusCode()).isEqualTo(200);
    }

    @Test
    void aMachineThatPhonesHomeIsToldOfOnceInAWhile() throws Exception {
        declareAll();
        assertThat(phoneHome(11, "instance_id=id-11&hostname=node-11&fqdn=N%2FA")
                        .statusCode())
                .isEqualTo(200);
        AppendEventsRequest told = tink.nextTold();
        Event event = told.getEvents(0).getEvent();
        assertThat(event.getMac()).isEqualTo("dc:a6:32:42:00:0b");
        assertThat(event.getKind()).isEqualTo("machine.phoned-home");
        assertThat(event.getSource()).isEqualTo(EventSource.EVENT_SOURCE_HEGEL);
        assertThat(event.getFactsMap())
                .isEqualTo(Map.of("instance", "id-11", "hostname", "node-11", "address", "127.42.0.11"));
        HttpResponse<String> again = phoneHome(11, "hostname=node-11");
        assertThat(again.statusCode()).isEqualTo(429);
        assertThat(again.headers().firstValue("Retry-After")).contains("10");
        assertThat(phoneHome(12, "hostname=node-12").statusCode()).isEqualTo(200);
        AppendEventsRequest next = tink.nextTold();
        assertThat(next.getSpool()).isEqualTo(told.getSpool());
        assertThat(next.getEvents(0).getSequence())
                .isGreaterThan(told.getEvents(0).getSequence());
        assertThat(tink.told()).isZero();
    }

    @Test
    void aCallThatCannotBeNotedIsNeitherTakenNorHeldAgainstTheMachine() throws Exception {
        declareAll();
        assertThat(phoneHome(99, "hostname=nobody").statusCode()).isEqualTo(404);
        assertThat(phoneHome(11, "hostname=" + "h".repeat(20_000)).statusCode()).isEqualTo(413);
        assertThat(phoneHome(11, "hostname=%zz").statusCode()).isEqualTo(400);
        assertThat(get(11, "/phone-home").statusCode()).isEqualTo(405);
        assertThat(tink.told()).isZero();
        tink.stop();
        HttpResponse<String> response = phoneHome(11, "hostname=node-11");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
        tink.start();
        tink.awaitApplied(8);
        assertThat(phoneHome(11, "hostname=node-11").statusCode()).isEqualTo(200);
    }

    @Test
    void aMemberIsToldItsCluster() throws Exception {
        declareAll();
        assertThat(secure(11, "/v1/cluster", session).body())
                .startsWith("{\"name\":\"k3s\",\"server\":\"https://127.42.0.11:6443\","
                        + "\"controlPlanes\":[{\"hostname\":\"node-11\",\"address\":\"127.42.0.11\",")
                .endsWith("\"role\":\"control-plane\"}");
    }

    @Test
    void aCertificateThatNeverComesIsNamedInTheReason() {
        assertThatThrownBy(() -> run(Map.of(
                        "kindling.hegel.tink.certificate", "/nowhere/hegel.pem",
                        "kindling.hegel.tink.deadline", "200ms")))
                .hasStackTraceContaining("/nowhere/hegel.pem")
                .hasStackTraceContaining("tink-server writes it at its first start");
    }

    private void declareAll() throws Exception {
        for (int last = FIRST; last <= LAST; last++) {
            Machine.Builder machine = machine(last);
            tink.declare(last == FIRST ? machine.setSession(FakeTink.session(session, LATER)) : machine);
        }
    }

    private static Machine.Builder machine(int last) {
        String role = last == FIRST ? "control-plane" : "worker";
        return Machine.newBuilder()
                .setMac("dc:a6:32:42:00:%02x".formatted(last))
                .setHardwareId("hardware-" + last)
                .setHostname("node-" + last)
                .setAddress("127.42.0." + last)
                .setDocument("{\"id\":\"id-" + last + "\",\"metadata\":{\"userdata\":\"#cloud-config\\n\","
                        + "\"cluster\":{\"name\":\"k3s\",\"role\":\"" + role + "\"}}}");
    }

    private ConfigurableApplicationContext run(Map<String, Object> more) {
        return application(more).run();
    }

    private SpringApplication application(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("kindling.hegel.data", data.toString());
        properties.put("kindling.hegel.http.address", SERVER);
        properties.put("kindling.hegel.http.port", 0);
        properties.put("kindling.hegel.https.address", SERVER);
        properties.put("kindling.hegel.https.port", 0);
        properties.put("kindling.hegel.tink.target", tink.target());
        properties.put(
                "kindling.hegel.tink.certificate", pki.resolve("hegel.pem").toString());
        properties.put("kindling.hegel.tink.key", pki.resolve("hegel.key").toString());
        properties.put("kindling.hegel.tink.deadline", "2m");
        properties.putAll(more);
        return HegelApplication.create(properties);
    }

    private HttpResponse<String> get(int last, String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(httpUri(path));
        return client(last)
                .send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> phoneHome(int last, String form) throws Exception {
        return client(last)
                .send(
                        request(httpUri("/phone-home"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form))
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> secure(int last, String path, SessionSecret secret) throws Exception {
        return client(last)
                .send(
                        request(httpsUri(path))
                                .header("Authorization", "Bearer " + secret.bearer())
                                .build(),
                        BodyHandlers.ofString());
    }

    private URI httpUri(String path) {
        int port = hegel.getBean(HegelHttpServer.class).localAddress().getPort();
        return URI.create("http://" + SERVER + ":" + port + path);
    }

    private URI httpsUri(String path) {
        int port = hegel.getBean(HegelHttpsServer.class).localAddress().getPort();
        return URI.create("https://" + SERVER + ":" + port + path);
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri);
    }

    /** Asks from the machine's own address, as an agent does. */
    private HttpClient client(int last) throws Exception {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral("127.42.0." + last))
                .sslContext(certificate.trusting())
                .build();
    }
}
