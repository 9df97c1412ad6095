package dev.kindling.boots.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that has the kernel send stretches of files (sendfile(2)). The web server knows buffers only, so one buffer
 * stands for the stretch that is on its way: it is counted down, and never read.
 */
final class FileEndPoint extends SocketChannelEndPoint {

    private volatile Stretch stretch;

    FileEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /**
     * A part of a file.
     *
     * @param place the buffer that stands for it, as long as it, from position 0
     * @param offset in the file, bytes
     */
    record Stretch(ByteBuffer place, FileChannel file, long offset) {

        private long next() {
            return offset + place.position();
        }

        private int indexIn(ByteBuffer[] buffers) {
            for (int i = 0; i < buffers.length; i++) {
                if (buffers[i] == place) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** The next write has its place among its buffers. A write of other buffers, or of a copy of it, is sent as ever. */
    void expect(Stretch next) {
        stretch = next;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        Stretch now = stretch;
        int index = now == null ? -1 : now.indexIn(buffers);
        if (index < 0) {
            return super.flush(buffers);
        }
        if (index > 0 && !super.flush(Arrays.copyOf(buffers, index))) {
            return false;
        }
        if (!send(now)) {
            return false;
        }
        return index == buffers.length - 1 || super.flush(Arrays.copyOfRange(buffers, index + 1, buffers.length));
    }

    /** Whether all of it is with the kernel; if not, the socket takes no more for now. */
    private boolean send(Stretch now) throws IOException {
        ByteBuffer place = now.place();
        while (place.hasRemaining()) {
            long sent = transfer(now);
            if (sent == 0) {
                return false;
            }
            place.position(place.position() + (int) sent);
            notIdle();
        }
        return true;
    }

    private long transfer(Stretch now) throws IOException {
        try {
            long sent = now.file().transferTo(now.next(), now.place().remaining(), getChannel());
            if (sent == 0 && now.next() >= now.file().size()) {
                throw new IOException("the file was cut off at byte " + now.next() + " while it was sent");
            }
            return sent;
        } catch (IOException e) {
            throw new EofException(e);
        }
    }
}
