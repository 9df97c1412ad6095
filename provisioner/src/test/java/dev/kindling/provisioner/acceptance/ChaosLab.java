package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.provisioner.acceptance.TinkProcess.Database;
import dev.kindling.provisioner.client.Api;
import dev.kindling.tink.TinkServerApplication;
import dev.kindling.tink.directory.NonceKey;
import dev.kindling.tink.site.TinkAddresses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/** Several servers on one database behind a balancer, boards, and agents for them. */
final class ChaosLab implements AutoCloseable {

    private static final int SERVERS = 3;
    private static final long SEED = 7;

    private final Path work;
    private final Database database;
    private final List<TinkProcess> servers = new ArrayList<>();
    private final List<AgentProcess> agents = new ArrayList<>();
    private final List<ChaosBoard> boards = new ArrayList<>();
    private Balancer balancer;
    private byte[] nonceKey;
    private String caPin;

    ChaosLab(Path work, Database database) {
        this.work = work;
        this.database = database;
    }

    /** Declares boards and their workflows, so many for each, by one server that is gone again before the others start. */
    void declare(int count, int workflows, String template) throws IOException, GeneralSecurityException {
        Path first = Files.createDirectory(work.resolve("server-0"));
        Map<String, Object> properties = Map.of(
                "kindling.tink.data",
                first.toString(),
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
                "server.address",
                "127.0.0.1",
                "server.port",
                "0");
        try (ConfigurableApplicationContext setUp =
                TinkServerApplication.create(properties).run()) {
            nonceKey = setUp.getBean(NonceKey.class).bytes();
            int port = setUp.getBean(TinkAddresses.class).restPort();
            try (Api api = new Api(URI.create("http://127.0.0.1:" + port), token())) {
                api.post("templates", "application/yaml", template);
                for (int n = 0; n < count; n++) {
                    ChaosBoard board = ChaosBoard.number(n, work);
                    boards.add(board);
                    api.post("hardware", "application/json", hardware(n, board));
                    for (int i = 0; i < workflows; i++) {
                        api.post("workflows", "application/json", """
                                {"template": "chaos", "devices": {"device_1": "%s"}}""".formatted(board.mac()));
                    }
                }
            }
        }
        caPin = pin(first.resolve("pki/ca.pem"));
        servers.add(new TinkProcess(first, database));
        for (int n = 1; n < SERVERS; n++) {
            Path data = Files.createDirectory(work.resolve("server-" + n));
            Files.copy(first.resolve("master.key"), data.resolve("master.key"));
            servers.add(new TinkProcess(data, database));
        }
        balancer = new Balancer(servers.stream().map(TinkProcess::grpcPort).toList(), SEED);
    }

    void startServers() {
        servers.forEach(TinkProcess::start);
    }

    /** @param perProcess how many boards share a JVM */
    void startAgents(int perProcess) throws IOException {
        for (int from = 0; from < boards.size(); from += perProcess) {
            List<ChaosBoard> some = boards.subList(from, Math.min(boards.size(), from + perProcess));
            for (ChaosBoard board : some) {
                boot(board);
            }
            AgentProcess agent = new AgentProcess(some, work.resolve("agent-" + agents.size() + ".log"));
            agent.start();
            agents.add(agent);
        }
    }

    void boot(ChaosBoard board) throws IOException {
        board.boot(nonceKey, balancer.port(), caPin);
    }

    List<TinkProcess> servers() {
        return servers;
    }

    List<AgentProcess> agents() {
        return agents;
    }

    List<ChaosBoard> boards() {
        return boards;
    }

    /** Through one server, whichever that is. */
    Api api(int server) throws IOException {
        return new Api(URI.create("http://127.0.0.1:" + servers.get(server).restPort()), token());
    }

    /** Until the first board writes that it does something. */
    void awaitFirstAction(Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (boards.getFirst().judge().isEmpty()) {
            assertThat(System.nanoTime()).as("the first action begins").isLessThan(end);
            LockSupport.parkNanos(100_000_000L);
        }
    }

    int unfinished() throws SQLException {
        try (Connection sql = sql();
                Statement statement = sql.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from workflow where state in ('PENDING', 'RUNNING', 'HELD', 'SETTLING')")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Until every workflow has ended. */
    void awaitEnd(ChaosOperator operator, Duration patience) throws IOException, SQLException {
        long end = System.nanoTime() + patience.toNanos();
        while (unfinished() > 0) {
            assertThat(System.nanoTime()).as("everything ends").isLessThan(end);
            for (TinkProcess server : servers) {
                assertThat(server.isAlive())
                        .as("a server that nobody killed lives")
                        .isTrue();
            }
            operator.look();
            LockSupport.parkNanos(500_000_000L);
        }
    }

    Connection sql() throws SQLException {
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }

    private String token() throws IOException {
        return Files.readString(work.resolve("server-0/admin-token")).strip();
    }

    private static String hardware(int n, ChaosBoard board) {
        return """
                {"id": "%s", "metadata": {"instance": {"hostname": "chaos-%d"}},
                 "network": {"interfaces": [{"dhcp": {"mac": "%s", "hostname": "chaos-%d", "arch": "aarch64",
                   "ip": {"address": "%s", "netmask": "255.255.0.0", "gateway": "127.43.255.254"}},
                   "netboot": {"allow_pxe": true, "allow_workflow": true}}]}}""".formatted(UUID.randomUUID(), n, board.mac(), n, board.address());
    }

    private static String pin(Path ca) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(ca)) {
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey()
                    .getEncoded();
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    @Override
    public void close() throws IOException {
        agents.forEach(AgentProcess::close);
        servers.forEach(TinkProcess::close);
        if (balancer != null) {
            balancer.close();
        }
    }
}
