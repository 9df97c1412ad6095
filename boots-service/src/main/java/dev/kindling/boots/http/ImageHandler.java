package dev.kindling.boots.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Serves images: ranges, HEAD and conditional requests are Jetty's; the kernel sends what is in the files; what may be served
 * is the {@link ImageStore}'s.
 */
final class ImageHandler extends Handler.Wrapper {

    static final String PREFIX = "/images/";

    private static final int RETRY_SECONDS = 5;

    private final ImageStore images;

    private final ImageChecksums checksums = new ImageChecksums();
    private final SettledFiles settled;
    private final HttpJournal journal;

    ImageHandler(ImageStore images, HttpJournal journal, Clock clock) {
        super(files(images));
        this.images = images;
        this.journal = journal;
        this.settled = new SettledFiles(clock);
    }

    private static ResourceHandler files(ImageStore images) {
        ResourceHandler files = new SentFiles();
        files.setBaseResource(ResourceFactory.of(files).newResource(images.root()));
        files.setDirAllowed(false);
        files.setAcceptRanges(true);
        files.setEtags(true);
        return files;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(PREFIX)) {
            return false;
        }
        String name = path.substring(PREFIX.length());
        journal.begin(request, response, name);
        Optional<String> checked = imageOf(name);
        boolean isFile = images.serves(name);
        if (!isFile && checked.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, "no such image");
            return true;
        }
        boolean isNote = isFile && checked.isPresent();
        Optional<NotYet> wait = isNote ? Optional.empty() : notYet(checked.orElse(name));
        if (wait.isPresent()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, wait.get().seconds());
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    wait.get().reason());
            return true;
        }
        if (!isFile) {
            checksum(response, callback, images.file(checked.orElseThrow()));
            return true;
        }
        HttpURI file = HttpURI.build(request.getHttpURI()).path("/" + name).asImmutable();
        return super.handle(Request.serveAs(request, file), response, callback);
    }

    /** The image whose checksum has this name. */
    private Optional<String> imageOf(String name) throws IOException {
        if (!name.endsWith(ImageChecksums.SUFFIX)) {
            return Optional.empty();
        }
        String image = name.substring(0, name.length() - ImageChecksums.SUFFIX.length());
        return images.serves(image) ? Optional.of(image) : Optional.empty();
    }

    /** When to ask again, and why. */
    private record NotYet(long seconds, String reason) {}

    /** An image with a checksum is offered as soon as it has it, one without when it is written to no more. */
    private Optional<NotYet> notYet(String name) throws IOException {
        Path file = images.file(name);
        Optional<Boolean> complete = checksums.isComplete(file);
        if (complete.isPresent()) {
            return complete.get()
                    ? Optional.empty()
                    : Optional.of(new NotYet(
                            RETRY_SECONDS,
                            "the image is not, or not yet, the one that " + name + ImageChecksums.SUFFIX + " names"));
        }
        Duration left = settled.left(file);
        String reason = "the image was written to in the last " + SettledFiles.REST.toSeconds()
                + " s and may still be copied; put " + name + ImageChecksums.SUFFIX
                + " beside it to have it offered as soon as it is complete";
        return left.isZero()
                ? Optional.empty()
                : Optional.of(new NotYet(left.plusMillis(999).toSeconds(), reason));
    }

    /** In the form of {@code sha256sum}, so that {@code sha256sum --check} reads it. */
    private void checksum(Response response, Callback callback, Path image) throws IOException {
        byte[] text = (checksums.of(image) + "  " + image.getFileName() + "\n").getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.length);
        response.write(true, ByteBuffer.wrap(text), callback);
    }

    /** Looks at a file anew for each request: they are few and large, and one may be replaced at any time. */
    private static final class SentFiles extends ResourceHandler {

        @Override
        protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized buffers) {
            HttpContent.Factory files = new ResourceHttpContentFactory(getBaseResource(), getMimeTypes(), buffers);
            return path -> {
                HttpContent file = files.getContent(path);
                return file == null ? null : new SentFile(file);
            };
        }
    }
}
