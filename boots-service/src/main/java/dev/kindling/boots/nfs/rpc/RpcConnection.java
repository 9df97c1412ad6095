package dev.kindling.boots.nfs.rpc;

import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: its calls in their order, a reply to each. Lives on a thread of its own. */
final class RpcConnection {

    private static final Logger log = LoggerFactory.getLogger(RpcConnection.class);
    private static final int LAST_FRAGMENT = 0x8000_0000;
    private static final int OUTPUT_CAPACITY = 16 * 1024;

    /** As much as is collected before it is sent, when calls wait already. */
    private static final int OUTPUT_ENOUGH = 64 * 1024;

    /** Up to here copying is quicker than a second system call. */
    private static final int COPIED = 64 * 1024;

    /** The largest reply but for what comes from a file: a directory of the size we announce. */
    static final int LONGEST_REPLY = 1024 * 1024 + 4 * 1024;

    private final SocketChannel channel;
    private final Inet4Address address;
    private final RpcDispatcher dispatcher;
    private final RpcLimits limits;
    private final boolean known;
    private final RecordReader records;
    private XdrWriter output = new XdrWriter(OUTPUT_CAPACITY);
    private volatile long deadline;

    RpcConnection(SocketChannel channel, Inet4Address address, RpcDispatcher dispatcher, RpcLimits limits) {
        this.channel = channel;
        this.address = address;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.known = limits.known().test(address);
        this.records = new RecordReader(channel);
        waits();
    }

    Inet4Address address() {
        return address;
    }

    boolean isKnown() {
        return known;
    }

    /** Whether it has kept us waiting for too long at this time. */
    boolean isOverdue(long nanoTime) {
        return nanoTime - deadline > 0;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("nfs.close-failed");
        }
    }

    void serve() {
        try (channel) {
            while (true) {
                ByteBuffer record = records.next();
                if (record == null) {
                    return;
                }
                deadline = System.nanoTime() + limits.sending().toNanos();
                reply(record);
                if (!records.hasNext() || output.size() > OUTPUT_ENOUGH) {
                    flush();
                    waits();
                }
            }
        } catch (MalformedXdrException e) {
            log.atInfo()
                    .addKeyValue("client", address.getHostAddress())
                    .addKeyValue("reason", e.getMessage())
                    .log("nfs.connection-refused");
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("client", address.getHostAddress())
                    .setCause(e)
                    .log("nfs.connection-ended");
        }
    }

    private void waits() {
        deadline = System.nanoTime() + (known ? limits.idle() : limits.idleUnknown()).toNanos();
    }

    private void reply(ByteBuffer record) throws IOException, MalformedXdrException {
        int mark = output.size();
        output.integer(0);
        Optional<FileSlice> slice = dispatcher.answer(new XdrReader(record), address, LONGEST_REPLY, output);
        int length = output.size() - mark - Integer.BYTES;
        if (slice.isEmpty()) {
            output.patch(mark, LAST_FRAGMENT | length);
            return;
        }
        try {
            int bytes = slice.get().length();
            output.patch(mark, LAST_FRAGMENT | (length + bytes + 3 & ~3));
            if (bytes <= COPIED) {
                slice.get().read(output.room(bytes));
            } else {
                flush();
                slice.get().transferTo(channel);
            }
            output.pad(bytes);
        } finally {
            slice.get().release().run();
        }
    }

    private void flush() throws IOException {
        ByteBuffer bytes = output.toSend();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (bytes.capacity() > 4 * OUTPUT_ENOUGH) {
            output = new XdrWriter(OUTPUT_CAPACITY);
        } else {
            output.clear();
        }
    }
}
