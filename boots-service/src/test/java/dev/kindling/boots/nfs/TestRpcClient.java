package dev.kindling.boots.nfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Calls over one TCP connection, with whatever credential and framing the test wants. */
final class TestRpcClient implements AutoCloseable {

    static final int NFS = 100_003;
    static final int MOUNT = 100_005;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private int xid = 7;
    private int uid;
    private int gid;

    TestRpcClient(int port) throws IOException {
        this(port, "127.0.0.1");
    }

    /** @param source the address it comes from */
    TestRpcClient(int port, String source) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 30_000);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    TestRpcClient as(int someUid, int someGid) {
        uid = someUid;
        gid = someGid;
        return this;
    }

    /** The header of a call, and its arguments. */
    byte[] message(int program, int version, int procedure, Consumer<XdrWriter> arguments) {
        XdrWriter credential = new XdrWriter(64).integer(0).opaque("board".getBytes(US_ASCII));
        credential.integer(uid).integer(gid).integer(0);
        XdrWriter call = new XdrWriter(256).integer(++xid).integer(0).integer(2);
        call.integer(program).integer(version).integer(procedure);
        call.integer(1).opaque(credential.toByteArray()).integer(0).integer(0);
        arguments.accept(call);
        return call.toByteArray();
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** One record in fragments of at most so many bytes. */
    void send(byte[] message, int fragment) throws IOException {
        for (int start = 0; start < message.length; start += fragment) {
            int length = Math.min(fragment, message.length - start);
            boolean last = start + length == message.length;
            ByteBuffer bytes = ByteBuffer.allocate(4 + length)
                    .putInt(length | (last ? 0x8000_0000 : 0))
                    .put(message, start, length);
            sendRaw(bytes.array());
        }
    }

    /** The whole of the next reply, from its xid on. */
    XdrReader receive() throws IOException {
        int mark = in.readInt();
        byte[] bytes = new byte[mark & 0x7fff_ffff];
        in.readFully(bytes);
        return new XdrReader(ByteBuffer.wrap(bytes));
    }

    /** Whether the server has closed the connection. */
    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** The results of a successful call. */
    XdrReader call(int program, int version, int procedure, Consumer<XdrWriter> arguments) throws Exception {
        send(message(program, version, procedure, arguments), Integer.MAX_VALUE);
        return results(receive());
    }

    XdrReader results(XdrReader reply) throws Exception {
        reply.integer();
        expect(reply, 1, "a reply");
        expect(reply, 0, "accepted");
        expect(reply, 0, "no verifier");
        expect(reply, 0, "an empty one");
        expect(reply, 0, "success");
        return reply;
    }

    private static void expect(XdrReader reply, int value, String what) throws Exception {
        int found = reply.integer();
        if (found != value) {
            throw new AssertionError(found + " where " + what + " should be");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
