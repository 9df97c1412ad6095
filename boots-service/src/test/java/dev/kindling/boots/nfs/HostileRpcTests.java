package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that mean harm, or nothing: answered by the RFC or with the end of their connection, and nobody else notices. */
class HostileRpcTests {

    private static final int SUCCESS = 0;
    private static final int GARBAGE = 4;

    @TempDir
    private Path data;

    private TestNfs nfs;
    private TestNfsClient witness;
    private byte[] root;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(data.resolve("roots/first"));
        nfs = new TestNfs(data);
        witness = new TestNfsClient(nfs.port());
        root = witness.mount("").handle();
    }

    /** The server answers others as before. */
    @AfterEach
    void stop() throws Exception {
        assertThat(witness.statusOfGetattr(root)).isZero();
        witness.close();
        nfs.close();
    }

    @Test
    void callInFragmentsOfTwoBytesIsACall() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            client.send(client.message(TestRpcClient.NFS, 3, 0, out -> {}), 2);
            assertThat(client.results(client.receive()).remaining()).isZero();
        }
    }

    @Test
    void manyCallsInOnePieceGetTheirRepliesInOrder() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            XdrWriter all = new XdrWriter(64 * 1024);
            for (int i = 0; i < 100; i++) {
                byte[] message = client.message(TestRpcClient.NFS, 3, 1, out -> out.opaque(root));
                all.integer(message.length | 0x8000_0000).fixed(message);
            }
            client.sendRaw(all.toByteArray());
            for (int i = 0; i < 100; i++) {
                XdrReader reply = client.receive();
                assertThat(reply.integer()).isEqualTo(8 + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a fragment of 2 GiB, 7fffffff",
        "a last fragment of 2 GiB, ffffffff",
        "one byte more than a record may have, 80010001"
    })
    void lengthThatIsTooLargeEndsTheConnection(String what, String mark) throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            client.sendRaw(ByteBuffer.allocate(4)
                    .putInt(Integer.parseUnsignedInt(mark, 16))
                    .array());
            assertThat(client.isClosedByServer()).as(what).isTrue();
        }
    }

    @Test
    void endlessEmptyFragmentsEndTheConnection() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            client.sendRaw(new byte[4 * 1_000]);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void endlessSmallFragmentsEndTheConnection() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            ByteBuffer fragments = ByteBuffer.allocate(5 * 1_000);
            while (fragments.hasRemaining()) {
                fragments.putInt(1).put((byte) 0);
            }
            client.sendRaw(fragments.array());
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void replyWhereACallShouldBeEndsTheConnection() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            client.send(new XdrWriter(8).integer(1).integer(1).toByteArray(), 8);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    /** RFC 5531 section 9: what is wrong with the call is said in the reply. */
    @ParameterizedTest
    @CsvSource({
        "wrong program, 100004, 3, 0, 1",
        "NFS version 2, 100003, 2, 0, 2",
        "NFS version 4, 100003, 4, 0, 2",
        "the ACL program, 100227, 3, 0, 1",
        "procedure 22, 100003, 3, 22, 3",
        "procedure -1, 100003, 3, -1, 3",
        "GETATTR of nothing, 100003, 3, 1, 4",
        "MNT of nothing, 100005, 3, 1, 4"
    })
    void callThatCannotBeServedIsAnsweredSo(String what, int program, int version, int procedure, int state)
            throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            client.send(client.message(program, version, procedure, out -> {}), 1_000);
            assertThat(state(client.receive())).as(what).isEqualTo(state);
        }
    }

    private static int state(XdrReader reply) throws Exception {
        for (int i = 0; i < 5; i++) {
            reply.integer();
        }
        return reply.integer();
    }

    @Test
    void rpcVersionAndCredentialOfAnotherKindAreDenied() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            XdrWriter version = new XdrWriter(64)
                    .integer(5)
                    .integer(0)
                    .integer(3)
                    .integer(100_003)
                    .integer(3)
                    .integer(0);
            client.send(version.toByteArray(), 1_000);
            XdrReader reply = client.receive();
            assertThat(List.of(reply.integer(), reply.integer(), reply.integer(), reply.integer()))
                    .as("xid, REPLY, MSG_DENIED, RPC_MISMATCH")
                    .containsExactly(5, 1, 1, 0);
            XdrWriter gss = new XdrWriter(64)
                    .integer(6)
                    .integer(0)
                    .integer(2)
                    .integer(100_003)
                    .integer(3)
                    .integer(0);
            client.send(gss.integer(6).integer(0).integer(0).integer(0).toByteArray(), 1_000);
            reply = client.receive();
            assertThat(List.of(reply.integer(), reply.integer(), reply.integer(), reply.integer()))
                    .as("xid, REPLY, MSG_DENIED, AUTH_ERROR")
                    .containsExactly(6, 1, 1, 1);
        }
    }

    /** Every procedure, with its arguments cut at every place: garbage, or a result, and the connection lives. */
    @Test
    void shortArgumentsAreGarbage() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            XdrWriter full = new XdrWriter(256)
                    .opaque(root)
                    .opaque(new byte[] {'x'})
                    .hyper(0)
                    .hyper(0)
                    .hyper(0);
            byte[] arguments = full.toByteArray();
            for (int procedure = 1; procedure < 22; procedure++) {
                for (int length = 0; length < arguments.length; length += 4) {
                    byte[] cut = Arrays.copyOf(arguments, length);
                    client.send(client.message(TestRpcClient.NFS, 3, procedure, out -> out.fixed(cut)), 4_000);
                    assertThat(state(client.receive())).isIn(SUCCESS, GARBAGE);
                }
            }
        }
    }

    /** Lengths inside the call that promise more than there is. */
    @Test
    void lyingLengthsAreGarbage() throws Exception {
        try (TestRpcClient client = new TestRpcClient(nfs.port())) {
            for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65, 40, 0x4000_0000}) {
                client.send(client.message(TestRpcClient.NFS, 3, 1, out -> out.integer(length)), 4_000);
                assertThat(state(client.receive())).isEqualTo(GARBAGE);
                client.send(client.message(TestRpcClient.MOUNT, 3, 1, out -> out.integer(length)), 4_000);
                assertThat(state(client.receive())).isEqualTo(GARBAGE);
            }
        }
    }

    @Test
    void randomRecordsHarmNobody() throws Exception {
        Random random = new Random(20_261_125);
        for (int i = 0; i < 300; i++) {
            try (TestRpcClient client = new TestRpcClient(nfs.port())) {
                byte[] message = client.message(
                        TestRpcClient.NFS,
                        3,
                        random.nextInt(22),
                        out -> out.opaque(root)
                                .opaque(new byte[] {'x'})
                                .hyper(0)
                                .hyper(0));
                for (int j = random.nextInt(6); j >= 0; j--) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt();
                }
                client.send(message, 1 + random.nextInt(200));
            } catch (SocketException e) {
                // Too many fragments: the server closed before all was sent.
                continue;
            }
        }
        assertThat(witness.statusOfGetattr(root)).isZero();
    }

    @Test
    void datagramsThatAreNoCallsAreNotAnswered() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", nfs.port()));
            Random random = new Random(1);
            for (int length : new int[] {0, 1, 3, 4, 7, 8, 11, 100, 9_000}) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                if (length > 7) {
                    bytes[7] = 1;
                }
                socket.send(new DatagramPacket(bytes, length));
            }
            TestRpcClient framing = new TestRpcClient(nfs.port());
            byte[] call = framing.message(TestRpcClient.NFS, 3, 1, out -> out.opaque(root));
            framing.close();
            socket.setSoTimeout(30_000);
            socket.send(new DatagramPacket(call, call.length));
            DatagramPacket answer = new DatagramPacket(new byte[9_000], 9_000);
            socket.receive(answer);
            XdrReader reply = new XdrReader(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()));
            assertThat(reply.integer()).isEqualTo(8);
            assertThat(state(new XdrReader(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()))))
                    .isZero();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the call behind the others was not answered", e);
        }
    }

    @Test
    void strangersTakeNoConnectionFromTheMachines() throws Exception {
        List<TestRpcClient> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                strangers.add(new TestRpcClient(nfs.port(), "127.0.0.77"));
            }
            int closed = 0;
            for (TestRpcClient stranger : strangers.subList(40, 100)) {
                closed += stranger.isClosedByServer() ? 1 : 0;
            }
            assertThat(closed).isEqualTo(60);
            try (TestNfsClient board = new TestNfsClient(nfs.port())) {
                assertThat(board.statusOfGetattr(root)).isZero();
            }
        } finally {
            for (TestRpcClient stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void strangerThatSaysNothingIsSentAway() throws IOException {
        try (TestRpcClient stranger = new TestRpcClient(nfs.port(), "127.0.0.77")) {
            assertThat(stranger.isClosedByServer()).isTrue();
        }
    }
}
