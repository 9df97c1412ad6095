package dev.kindling.boots.http;

import dev.kindling.boots.content.OpenFile;
import dev.kindling.boots.http.FileSending.Part;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** A file whose bytes the kernel sends by itself, where the connection can ({@link FileEndPoint}). */
final class SentFile extends HttpContent.Wrapper {

    SentFile(HttpContent content) {
        super(content);
    }

    @Override
    public void writeTo(Content.Sink sink, long offset, long length, Callback callback) {
        if (!(sink instanceof Response response) || !FileSending.isPossible(response)) {
            super.writeTo(sink, offset, length, callback);
            return;
        }
        Part part = new Part(offset, length < 0 ? getContentLengthValue() - offset : length);
        if (part.length() == 0) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        try {
            Path path = getResource().getPath().toRealPath();
            OpenFile file = new OpenFile(path);
            if (file.size() != getContentLengthValue()) {
                file.close();
                throw new IOException(path.getFileName() + " was replaced while it was asked for; ask again");
            }
            FileSending.send(response, file, part, callback);
        } catch (IOException e) {
            callback.failed(e);
        }
    }
}
