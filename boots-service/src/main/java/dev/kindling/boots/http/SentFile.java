package dev.kindling.boots.http;

import dev.kindling.boots.http.FileEndPoint.Stretch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/** A file whose bytes the kernel sends by itself, where the connection can ({@link FileEndPoint}). */
final class SentFile extends HttpContent.Wrapper {

    /** A buffer cannot stand for more than 2 GiB. */
    private static final long STRETCH = 1L << 30;

    SentFile(HttpContent content) {
        super(content);
    }

    @Override
    public void writeTo(Content.Sink sink, long offset, long length, Callback callback) {
        if (sink instanceof Response response
                && response.getRequest().getConnectionMetaData().getConnection().getEndPoint()
                        instanceof FileEndPoint connection) {
            send(
                    response,
                    connection,
                    new Part(offset, length < 0 ? getContentLengthValue() - offset : length),
                    callback);
        } else {
            super.writeTo(sink, offset, length, callback);
        }
    }

    private record Part(long offset, long length) {}

    private void send(Response response, FileEndPoint connection, Part part, Callback callback) {
        if (part.length() == 0) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        try {
            FileChannel file = FileChannel.open(getResource().getPath(), StandardOpenOption.READ);
            if (file.size() != getContentLengthValue()) {
                file.close();
                throw new IOException(name() + " was replaced while it was asked for; ask again");
            }
            new Sending(response, connection, file, part, callback).iterate();
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    private Path name() {
        return getResource().getPath().getFileName();
    }

    /** One stretch after another, each when the one before is with the kernel. */
    private static final class Sending extends IteratingNestedCallback {

        private final Response response;
        private final FileEndPoint connection;
        private final FileChannel file;
        private final long end;
        /** Maps what a buffer stands for, in case somebody reads it after all; nothing is read for that. */
        private final Arena mapped = Arena.ofShared();

        private long next;

        private Sending(Response response, FileEndPoint connection, FileChannel file, Part part, Callback callback) {
            super(callback);
            this.response = response;
            this.connection = connection;
            this.file = file;
            this.next = part.offset();
            this.end = part.offset() + part.length();
        }

        @Override
        protected Action process() throws IOException {
            if (next == end) {
                return Action.SUCCEEDED;
            }
            long length = Math.min(STRETCH, end - next);
            Stretch stretch = new Stretch(
                    file.map(MapMode.READ_ONLY, next, length, mapped).asByteBuffer(), file, next);
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
}
