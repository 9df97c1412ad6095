package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** A server on a real socket, by the kernel's batch calls and one port, and by the JDK's channels and many ports. */
@ParameterizedClass(name = "ports={0}, batches={1}")
@CsvSource({"ONE, true", "MANY, false"})
abstract class TftpRuleFixture {

    static final TftpOption TSIZE = new TftpOption("tsize", "0");

    /** Asked for where each packet counts: then the server does not repeat by itself because the machine is slow. */
    static final TftpOption PATIENCE = new TftpOption("timeout", "60");

    @TempDir
    Path data;

    @Parameter(0)
    PortMode ports;

    @Parameter(1)
    boolean batches;

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<TestTftpClient> clients = new ArrayList<>();
    TestBoots boots;
    TftpServer server;

    @BeforeEach
    void start() {
        boots = new TestBoots(data);
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        server = server(300, 0);
    }

    @AfterEach
    void stop() {
        clients.forEach(TestTftpClient::close);
        server.stop();
        boots.close();
    }

    TftpServer server(int maximumTransfers, int rollOver) {
        TftpProperties properties =
                new TftpProperties(null, 0, 1468, 64, maximumTransfers, 1, ports, rollOver, batches);
        TftpServer fresh = new TftpServer(
                properties,
                TestBoots.ADDRESS,
                boots.trees(),
                new TftpJournal(boots.reports(), meters, Clock.systemUTC()));
        fresh.start();
        return fresh;
    }

    TestTftpClient client() throws IOException {
        TestTftpClient client = new TestTftpClient(server.localAddress());
        clients.add(client);
        return client;
    }

    byte[] file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        boots.firmware(name, bytes);
        return bytes;
    }

    /** One that has asked with {@link #PATIENCE}; the first block is next. */
    TestTftpClient asking(String file) throws Exception {
        TestTftpClient client = client();
        client.request(file, PATIENCE);
        assertThat(client.receive()).isEqualTo(new TftpPacket.OptionAcknowledgement(List.of(PATIENCE)));
        client.acknowledge(0);
        return client;
    }

    /** The next packet that is not this one once more. */
    static TftpPacket after(TftpPacket repeated, TestTftpClient client) throws Exception {
        TftpPacket next = client.receive();
        while (next.equals(repeated)) {
            next = client.receive();
        }
        return next;
    }

    /** The block number of the next packet, which must be one of data. */
    static int block(TestTftpClient client) throws Exception {
        return ((TftpPacket.Data) client.receive()).block();
    }

    static int error(TestTftpClient client) throws Exception {
        return ((TftpPacket.Failure) client.receive()).code();
    }

    double requests(String outcome) {
        return meters.counter("boots.tftp.requests", "outcome", outcome).count();
    }
}
