package dev.kindling.boots.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The calls of NFS that the tests make, as values. */
final class TestNfsClient implements AutoCloseable {

    private final TestRpcClient rpc;

    TestNfsClient(int port) throws IOException {
        rpc = new TestRpcClient(port);
    }

    TestNfsClient as(int uid, int gid) {
        rpc.as(uid, gid);
        return this;
    }

    /** @param handle empty when the status is not 0 */
    record Found(int status, byte[] handle) {}

    record Attributes(
            int type, int mode, int links, int uid, int gid, long size, long used, String device, long inode) {}

    record Data(int status, byte[] bytes, boolean end) {}

    record Entry(String name, long inode, long cookie) {}

    record Page(int status, long verifier, List<Entry> entries, boolean end) {}

    XdrReader nfs(int procedure, Consumer<XdrWriter> arguments) throws Exception {
        return rpc.call(TestRpcClient.NFS, 3, procedure, arguments);
    }

    Found mount(String path) throws Exception {
        XdrReader reply = rpc.call(TestRpcClient.MOUNT, 3, 1, out -> out.opaque(path.getBytes(UTF_8)));
        int status = reply.integer();
        return new Found(status, status == 0 ? reply.opaque(64) : new byte[0]);
    }

    Found lookup(byte[] directory, String name) throws Exception {
        XdrReader reply = nfs(3, out -> out.opaque(directory).opaque(name.getBytes(UTF_8)));
        int status = reply.integer();
        return new Found(status, status == 0 ? reply.opaque(64) : new byte[0]);
    }

    /** From the root of a tree to a file in it. */
    byte[] walk(byte[] root, String path) throws Exception {
        byte[] handle = root;
        for (String name : path.split("/")) {
            Found found = lookup(handle, name);
            if (found.status() != 0) {
                throw new AssertionError("LOOKUP of " + name + " ends with " + found.status());
            }
            handle = found.handle();
        }
        return handle;
    }

    int statusOfGetattr(byte[] handle) throws Exception {
        return nfs(1, out -> out.opaque(handle)).integer();
    }

    Attributes getattr(byte[] handle) throws Exception {
        XdrReader reply = nfs(1, out -> out.opaque(handle));
        if (reply.integer() != 0) {
            throw new AssertionError("GETATTR failed");
        }
        return attributes(reply);
    }

    private static Attributes attributes(XdrReader reply) throws Exception {
        int type = reply.integer();
        int mode = reply.integer();
        int links = reply.integer();
        int uid = reply.integer();
        int gid = reply.integer();
        long size = reply.hyper();
        long used = reply.hyper();
        String device = reply.integer() + ":" + reply.integer();
        reply.hyper();
        long inode = reply.hyper();
        for (int i = 0; i < 6; i++) {
            reply.integer();
        }
        return new Attributes(type, mode, links, uid, gid, size, used, device, inode);
    }

    int access(byte[] handle, int wanted) throws Exception {
        XdrReader reply = nfs(4, out -> out.opaque(handle).integer(wanted));
        if (reply.integer() != 0) {
            throw new AssertionError("ACCESS failed");
        }
        reply.integer();
        attributes(reply);
        return reply.integer();
    }

    Data read(byte[] handle, long offset, int count) throws Exception {
        XdrReader reply = nfs(6, out -> out.opaque(handle).hyper(offset).integer(count));
        int status = reply.integer();
        if (status != 0) {
            return new Data(status, new byte[0], false);
        }
        reply.integer();
        attributes(reply);
        reply.integer();
        boolean end = reply.integer() != 0;
        return new Data(0, reply.opaque(2 * 1024 * 1024), end);
    }

    Page readdir(byte[] handle, long cookie, long verifier, int count) throws Exception {
        XdrReader reply =
                nfs(16, out -> out.opaque(handle).hyper(cookie).hyper(verifier).integer(count));
        return page(reply, false);
    }

    Page readdirplus(byte[] handle, long cookie, long verifier, int count) throws Exception {
        XdrReader reply = nfs(
                17,
                out -> out.opaque(handle)
                        .hyper(cookie)
                        .hyper(verifier)
                        .integer(count)
                        .integer(count));
        return page(reply, true);
    }

    private static Page page(XdrReader reply, boolean full) throws Exception {
        int status = reply.integer();
        if (status != 0) {
            return new Page(status, 0, List.of(), false);
        }
        reply.integer();
        attributes(reply);
        long verifier = reply.hyper();
        List<Entry> entries = new ArrayList<>();
        while (reply.integer() == 1) {
            long inode = reply.hyper();
            String name = new String(reply.opaque(255), UTF_8);
            entries.add(new Entry(name, inode, reply.hyper()));
            if (full) {
                reply.integer();
                attributes(reply);
                reply.integer();
                reply.opaque(64);
            }
        }
        return new Page(0, verifier, entries, reply.integer() != 0);
    }

    @Override
    public void close() throws IOException {
        rpc.close();
    }
}
