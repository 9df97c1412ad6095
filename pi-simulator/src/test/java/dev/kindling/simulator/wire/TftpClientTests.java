package dev.kindling.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.simulator.packet.Ipv4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against servers that a script plays, packet by packet; "127.42.9.1" is the board. */
class TftpClientTests {

    private static final Ipv4 BOARD = Ipv4.parse("127.42.9.1").orElseThrow();
    private static final Ipv4 SERVER = Ipv4.parse("127.42.9.2").orElseThrow();
    private static final TftpTiming PATIENT =
            new TftpTiming(Duration.ofMillis(100), Duration.ofMinutes(15), Duration.ofSeconds(60));
    private static final TftpTiming SOON_SILENT =
            new TftpTiming(Duration.ofMillis(100), Duration.ofMinutes(15), Duration.ofSeconds(8));

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private DatagramSocket listener;
    private DatagramSocket transfer;
    private SocketAddress client;

    @BeforeEach
    void open() throws IOException {
        listener = new DatagramSocket(new InetSocketAddress(SERVER.inet(), 0));
        transfer = new DatagramSocket(new InetSocketAddress(SERVER.inet(), 0));
    }

    @AfterEach
    void close() {
        listener.close();
        transfer.close();
    }

    @Test
    void requestIsSentAgainFromTheSamePort() throws Exception {
        TftpResult result = play(false, () -> {
            request();
            SocketAddress first = client;
            request();
            assertThat(client).isEqualTo(first);
            send("\0\5\0\1nope\0");
        });
        assertThat(result).isEqualTo(new TftpResult.Missing("nope"));
    }

    @Test
    void serverThatKnowsNoOptionsIsReadInBlocksOfFiveHundredAndTwelve() throws Exception {
        TftpResult result = play(false, () -> {
            request();
            send("\0\3\0\1" + "x".repeat(512));
            expect("\0\4\0\1");
            send("\0\3\0\2" + "y");
            expect("\0\4\0\2");
        });
        assertThat(result).isInstanceOfSatisfying(TftpResult.Received.class, file -> {
            assertThat(file.size()).isEqualTo(513);
            assertThat(file.head()).endsWith("xy");
        });
    }

    @Test
    void probeEndsWithErrorZeroEarlyTerminate() throws Exception {
        TftpResult result = play(true, () -> {
            request();
            send("\0\6blksize\0" + "8\0tsize\0" + "77\0");
            expect("\0\5\0\0Early terminate\0");
        });
        assertThat(result).isEqualTo(new TftpResult.Probed(77));
    }

    @Test
    void repeatedBlockIsAcknowledgedAgainAndCountedOnce() throws Exception {
        TftpResult result = play(false, () -> {
            request();
            send("\0\6blksize\0" + "8\0tsize\0" + "10\0");
            expect("\0\4\0\0");
            send("\0\3\0\1abcdefgh");
            expect("\0\4\0\1");
            send("\0\3\0\1abcdefgh");
            expect("\0\4\0\1");
            send("\0\3\0\2ij");
            expect("\0\4\0\2");
        });
        assertThat(result)
                .isInstanceOfSatisfying(
                        TftpResult.Received.class,
                        file -> assertThat(file.head()).isEqualTo("abcdefghij"));
    }

    @Test
    void strangerIsToldThatItsTransferIsUnknown() throws Exception {
        TftpResult result = play(false, () -> {
            request();
            send("\0\6blksize\0" + "8\0");
            expect("\0\4\0\0");
            try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(SERVER.inet(), 0))) {
                byte[] data = "\0\3\0\1zzz".getBytes(StandardCharsets.ISO_8859_1);
                stranger.send(new DatagramPacket(data, data.length, client));
                assertThat(receive(stranger)).startsWith("\0\5\0\5");
            }
            send("\0\3\0\1abc");
            expect("\0\4\0\1");
        });
        assertThat(result)
                .isInstanceOfSatisfying(
                        TftpResult.Received.class,
                        file -> assertThat(file.head()).isEqualTo("abc"));
    }

    @Test
    void blockNumberRollsOver() throws Exception {
        int blocks = 65_538;
        TftpResult result = play(false, () -> {
            request();
            send("\0\6blksize\0" + "8\0");
            expect("\0\4\0\0");
            for (int block = 1; block <= blocks; block++) {
                String number = "" + (char) (block >>> 8 & 0xff) + (char) (block & 0xff);
                send("\0\3" + number + (block == blocks ? "" : "12345678"));
                expect("\0\4" + number);
            }
        });
        assertThat(result)
                .isInstanceOfSatisfying(
                        TftpResult.Received.class,
                        file -> assertThat(file.size()).isEqualTo(8L * (blocks - 1)));
    }

    @Test
    void optionThatNobodyAskedForIsAViolation() throws Exception {
        TftpResult result = play(false, () -> {
            request();
            send("\0\6windowsize\0" + "4\0");
        });
        assertThat(result)
                .isEqualTo(new TftpResult.Failed(
                        "f: the server answered the option windowsize, which was not asked for", true));
    }

    @Test
    void sizeThatWasAnnouncedWronglyIsAViolation() throws Exception {
        TftpResult result = play(false, () -> {
            request();
            send("\0\6tsize\0" + "9\0");
            expect("\0\4\0\0");
            send("\0\3\0\1abc");
        });
        assertThat(result).isEqualTo(new TftpResult.Failed("f: the server sent 3 bytes, announced 9", true));
    }

    @Test
    void serverThatDiesInTheMiddleIsGivenUpAfterTheSilence() throws Exception {
        TftpResult result = play(false, SOON_SILENT, () -> {
            request();
            send("\0\6blksize\0" + "8\0");
            expect("\0\4\0\0");
            send("\0\3\0\1abcdefgh");
            expect("\0\4\0\1");
            listener.close();
            transfer.close();
        });
        assertThat(result).isEqualTo(new TftpResult.Failed("f: no data after 8 bytes", false));
    }

    private TftpResult play(boolean probe, Script script) throws Exception {
        return play(probe, PATIENT, script);
    }

    private TftpResult play(boolean probe, TftpTiming timing, Script script) throws Exception {
        Thread server = Thread.ofPlatform().start(() -> {
            try {
                script.run();
            } catch (IOException | AssertionError e) {
                heard.add("script failed: " + e);
            }
        });
        TftpClient.Endpoints endpoints = new TftpClient.Endpoints(BOARD, 49152, SERVER);
        TftpClient tftp = new TftpClient(new LoopbackWire(listener.getLocalPort()), endpoints, 1468, timing, _ -> {});
        TftpResult result = probe ? tftp.probe("f") : tftp.read("f");
        server.join();
        assertThat(heard).isEmpty();
        return result;
    }

    private void request() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        listener.setSoTimeout(60_000);
        listener.receive(packet);
        client = packet.getSocketAddress();
    }

    private void send(String packet) throws IOException {
        byte[] bytes = packet.getBytes(StandardCharsets.ISO_8859_1);
        transfer.send(new DatagramPacket(bytes, bytes.length, client));
    }

    private void expect(String packet) throws IOException {
        assertThat(receive(transfer)).isEqualTo(packet);
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.setSoTimeout(60_000);
        socket.receive(packet);
        return new String(Arrays.copyOf(packet.getData(), packet.getLength()), StandardCharsets.ISO_8859_1);
    }

    @FunctionalInterface
    private interface Script {
        void run() throws IOException;
    }

    /** A wire for TFTP alone. */
    private record LoopbackWire(int tftpPort) implements Wire {

        @Override
        public void broadcast(byte[] message) throws IOException {
            throw new IOException("no DHCP here");
        }

        @Override
        public Optional<Heard> hear(Duration timeout) {
            return Optional.empty();
        }

        @Override
        public void configure(Ipv4 address, Ipv4 mask, Optional<Ipv4> router) {}

        @Override
        public void unconfigure() {}

        @Override
        public DatagramSocket open(Ipv4 local, int port) throws IOException {
            return new DatagramSocket(new InetSocketAddress(local.inet(), port));
        }

        @Override
        public List<String> launcher() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
