package dev.kindling.boots.dhcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.BootsApplication;
import dev.kindling.boots.tftp.TftpFetch;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two LANs and one boots: a board that knows no router boots on either, by the address that boots has there. */
class SecondInterfaceIT {

    private static final String FIRST = "10.77.0.2";
    private static final String SECOND = "10.78.0.2";
    private static final String BOARD = "10.78.0.11";
    private static final String MAC = "dc:a6:32:78:00:0b";
    private static final int TIMEOUT_MILLIS = 30_000;

    @TempDir
    private Path data;

    private Segment segment;
    private Segment.Host server;
    private Segment.Host board;

    @BeforeEach
    void lay() throws Exception {
        segment = Segment.lay();
        segment.ip("sw", "link", "add", "br1", "type", "bridge", "forward_delay", "0");
        segment.ip("sw", "link", "set", "br1", "up");
        server = segment.host("srv", "02:00:00:00:77:02", FIRST + "/24");
        segment.attach("srv", "eth1", "02:00:00:00:78:02", SECOND + "/24");
        board = segment.host("pi", MAC, BOARD + "/24");
        segment.ip("sw", "link", "set", "srv-eth1", "master", "br1");
        segment.ip("sw", "link", "set", "pi-eth0", "master", "br1");
    }

    @AfterEach
    void lift() throws Exception {
        if (segment != null) {
            segment.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "many"})
    void boardOnTheSecondInterfaceIsToldItsAddressAndEveryDoorAnswersThere(String ports) throws Exception {
        try (TestService boots = start(Map.of("kindling.boots.tftp.ports", ports));
                Wire wire = Wire.of(board)) {
            boots.know(MAC, BOARD, "aarch64");

            Answer offer = offer(wire);

            assertThat(offer.yiaddr()).isEqualTo(BOARD);
            assertThat(offer.siaddr()).isEqualTo(SECOND);
            assertThat(offer.text(66)).isEqualTo(SECOND);
            assertThat(board.in(() -> tftp("cmdline.txt")))
                    .contains(" nfsroot=" + SECOND + ":/kindling/root,")
                    .contains("kindling.server=" + SECOND + ":42113 ")
                    .contains("kindling.hegel=https://" + SECOND + ":50062 ")
                    .doesNotContain(FIRST);
            assertThat(board.in(() -> http("/ipxe/" + MAC + "/auto.ipxe")))
                    .contains("http://" + SECOND + ":7171/")
                    .contains("syslog_host=" + SECOND)
                    .doesNotContain(FIRST);
            assertThat(board.in(() -> tftp("autoexec.ipxe"))).contains("http://" + SECOND + ":7171/ipxe/");
            assertThat(board.in(() -> acceptedCalls(2049, 100_003))).isZero();
            assertThat(board.in(() -> acceptedCalls(111, 100_000))).isZero();
        }
    }

    @Test
    void boardsOfTheFirstInterfaceAreToldItsAddressThoughAWiderSubnetOfTheSecondHasThemToo() throws Exception {
        segment.ip("srv", "address", "add", "10.79.0.2/8", "dev", "eth1");
        segment.ip("sw", "link", "set", "pi-eth0", "master", "br0");
        segment.ip("pi", "address", "replace", "10.77.0.11/24", "dev", "eth0");
        try (TestService boots = start(Map.of());
                Wire wire = Wire.of(board)) {
            boots.know(MAC, "10.77.0.11", "aarch64");

            assertThat(offer(wire).siaddr()).isEqualTo(FIRST);
            assertThat(board.in(() -> fetch(FIRST, "10.77.0.11", "cmdline.txt")))
                    .contains(" nfsroot=" + FIRST + ":/kindling/root,")
                    .doesNotContain(SECOND);
        }
    }

    /** In a process of its own: the JDK reads IPv6 addresses where its first thread is. */
    @Test
    void interfaceWithIpv6AloneIsNamedAtTheStart() throws Exception {
        segment.ip("srv", "address", "add", "fd00:78::2/64", "dev", "eth1");
        segment.ip("srv", "address", "delete", SECOND + "/24", "dev", "eth1");
        Path log = data.resolve("boots.log");
        Process boots = server.start(
                log,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BootsApplication.class.getName(),
                "--kindling.boots.data=" + data,
                "--kindling.boots.address=" + FIRST,
                "--kindling.boots.dhcp.interface=eth0,eth1",
                "--kindling.boots.dhcp.mode=reservation",
                "--kindling.boots.tink.target=in-process:none");
        RealClientsIT.await(() -> !boots.isAlive() || Files.readString(log).contains("dhcp.listening interface=eth1"));

        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.contains("dhcp.no-address"))
                .singleElement()
                .asString()
                .contains("WARN", "interface=eth1", "told=" + FIRST, "restart boots when it has one");
    }

    @Test
    void interfaceWithNoAddressOfAnyKindEndsTheStartAndTheReasonNamesBothCauses() throws Exception {
        segment.ip("srv", "address", "flush", "dev", "eth1");
        assertThatThrownBy(() -> start(Map.of()))
                .hasRootCauseMessage("there is no network interface 'eth1', or it has no address yet");
    }

    private TestService start(Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("kindling.boots.dhcp.interface", "eth0,eth1");
        settings.put("kindling.boots.dhcp.mode", "reservation");
        settings.put("kindling.boots.nfs.enabled", "true");
        return TestService.start(server, data, FIRST, settings);
    }

    /** As a Pi 4 asks; again until the bridge passes frames on. */
    private Answer offer(Wire wire) throws Exception {
        Ask ask = Ask.of(Ask.DISCOVER, MAC)
                .text(60, "PXEClient:Arch:00000:UNDI:002001")
                .option(97, "003469505200c0313032ecfc3ce0ff06da")
                .option(55, "0103424336");
        RealClientsIT.await(() -> {
            wire.broadcast(MAC, ask.bytes());
            return wire.hears(ask);
        });
        return wire.answerTo(ask);
    }

    private static String tftp(String file) throws Exception {
        return fetch(SECOND, BOARD, file);
    }

    private static String fetch(String server, String client, String file) throws Exception {
        InetSocketAddress door = new InetSocketAddress(server, 69);
        return new String(TftpFetch.from(door, Inet4Address.ofLiteral(client), file), UTF_8);
    }

    private static String http(String path) throws Exception {
        try (InputStream in =
                URI.create("http://" + SECOND + ":7171" + path).toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** What the procedure that does nothing is answered (RFC 5531): 0 where the program is there. */
    private static int acceptedCalls(int port, int program) throws Exception {
        int version = program == 100_000 ? 2 : 3;
        ByteBuffer call = ByteBuffer.allocate(44).putInt(0x80000028).putInt(7).putInt(0);
        call.putInt(2).putInt(program).putInt(version).putInt(0);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(SECOND, port), TIMEOUT_MILLIS);
            socket.getOutputStream().write(call.array());
            ByteBuffer reply = ByteBuffer.wrap(new DataInputStream(socket.getInputStream()).readNBytes(28));
            assertThat(reply.getInt(4)).as("xid").isEqualTo(7);
            return reply.getInt(12) + reply.getInt(24);
        }
    }
}
