package dev.kindling.boots.http;

import dev.kindling.boots.content.OpenFile;
import dev.kindling.boots.http.FileEndPoint.Stretch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel.MapMode;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * A part of a file on its way, one stretch after another, each when the one before is with the kernel. The last bytes go
 * only when nobody wrote to the file meanwhile, so a client has one version of it or a connection that broke.
 */
final class FileSending extends IteratingNestedCallback {

    /** A buffer cannot stand for more than 2 GiB. */
    private static final long STRETCH = 1L << 30;

    private static final long LAST = 4_096;

    private final Response response;
    private final FileEndPoint connection;
    private final OpenFile file;
    private final long end;
    /** Maps what a buffer stands for, in case somebody reads it after all; nothing is read for that. */
    private final Arena mapped = Arena.ofShared();

    private long next;

    private FileSending(Response response, FileEndPoint connection, OpenFile file, Part part, Callback callback) {
        super(callback);
        this.response = response;
        this.connection = connection;
        this.file = file;
        this.next = part.offset();
        this.end = part.offset() + part.length();
    }

    /** In bytes. */
    record Part(long offset, long length) {}

    /** Whether the answer's connection can. */
    static boolean isPossible(Response response) {
        return endPoint(response) instanceof FileEndPoint;
    }

    /**
     * Sends it as the rest of the answer; headers are the caller's.
     *
     * @param file closed here, however it ends
     * @param part not empty
     */
    static void send(Response response, OpenFile file, Part part, Callback callback) {
        new FileSending(response, (FileEndPoint) endPoint(response), file, part, callback).iterate();
    }

    private static EndPoint endPoint(Response response) {
        return response.getRequest().getConnectionMetaData().getConnection().getEndPoint();
    }

    @Override
    protected Action process() throws IOException {
        if (next == end) {
            return Action.SUCCEEDED;
        }
        long beforeLast = end - next - LAST;
        long length = beforeLast > 0 ? Math.min(STRETCH, beforeLast) : end - next;
        if (next + length == end) {
            file.checkUnchanged();
        }
        Stretch stretch = new Stretch(
                file.channel().map(MapMode.READ_ONLY, next, length, mapped).asByteBuffer(), file.channel(), next);
        next += length;
        connection.expect(stretch);
        response.write(next == end, stretch.place(), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleted(Throwable failure) {
        connection.expect(null);
        mapped.close();
        try {
            file.close();
        } catch (IOException e) {
            // It was only read.
        }
        super.onCompleted(failure);
    }
}
