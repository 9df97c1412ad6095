package dev.kindling.agent.image;

import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** A file on its way from a server: resumed when cut, hashed as it is served, unpacked by what it is. */
public final class Download implements Closeable {

    private static final int PEEK = 64 << 10;

    private final Order order;
    private final ImageSource source;
    private final MessageDigest served = sha256();
    private final ReadAhead ahead;
    private Optional<ReadAhead> unpacker = Optional.empty();
    private final Speed speed;
    private final PushbackInputStream packed;
    private final Compression compression;

    /** Waits before a connection is tried again. */
    @FunctionalInterface
    public interface Pause {
        void before(int attempt) throws InterruptedException;
    }

    private Download(Order order, ImageSource source, Speed speed)
            throws IOException, ActionFailure, InterruptedException {
        this.order = order;
        this.source = source;
        this.speed = speed;
        this.ahead = new ReadAhead("image-reader", this::readAndHash);
        this.packed = Compression.peekable(ahead);
        ahead.start();
        try {
            this.compression = Compression.of(packed);
        } catch (IOException e) {
            close();
            throw explained(e);
        }
    }

    private int readAndHash(byte[] buffer) throws ActionFailure, IOException, InterruptedException {
        int n = source.read(buffer);
        if (n > 0) {
            served.update(buffer, 0, n);
            speed.at(source.position(), source.length().orElse(0));
        }
        return n;
    }

    /** Opens the first connection, so that a wrong URL is known before a disk is touched. */
    public static Download open(Order order, HttpClient http, Pause pause, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        ImageSource.Retry retry = (attempt, position, reason) -> {
            context.output()
                    .line("connection lost at byte " + position + " (" + reason.getMessage() + "), trying again");
            pause.before(attempt);
        };
        ImageSource source = new ImageSource(order, http, context.cancellation(), retry);
        source.open();
        if (order.sha256().isEmpty()) {
            context.output()
                    .line("WARNING: the checksum of " + order.text() + " is not checked: the template waived it");
        }
        return new Download(order, source, new Speed(System::nanoTime, context.output()));
    }

    public Order order() {
        return order;
    }

    /** How it is packed, in lower case. */
    public String packing() {
        return compression.text();
    }

    /** Bytes of the file as it is served. */
    public OptionalLong length() {
        return source.length();
    }

    /** How fast it was, for people. */
    public String summary() {
        return speed.summary();
    }

    /** As it is served. */
    public InputStream raw() {
        return packed;
    }

    /** The content; to be read once. */
    public InputStream unpacked() throws ActionFailure, IOException {
        return compression.unpack(new BufferedInputStream(packed, PEEK));
    }

    /**
     * The content of an image that must fit; it is unpacked in a thread of its own while another writes it, and must be read to its end.
     *
     * @param room bytes there are
     * @param where what has the room, for messages
     */
    InputStream unpacked(long room, String where) throws ActionFailure, IOException {
        BufferedInputStream peeked = new BufferedInputStream(packed, PEEK);
        long size = compression == Compression.NONE ? source.length().orElse(0) : 0;
        Optional<ZstdFrames> frames =
                compression == Compression.ZSTD ? Optional.of(ZstdFrames.open(peeked)) : Optional.empty();
        if (frames.isPresent()) {
            size = frames.get().contentSize();
        }
        if (size > room) {
            throw new ActionFailure("the image has " + dev.kindling.agent.disk.Region.mebibytes(size)
                    + (compression == Compression.NONE ? ", " : " when unpacked, ") + where + " has "
                    + dev.kindling.agent.disk.Region.mebibytes(room) + "; use a larger disk or a smaller image");
        }
        InputStream content = frames.isPresent() ? new ZstdInputStream(frames.get()) : compression.unpack(peeked);
        return compression == Compression.NONE ? content : unpacking(content);
    }

    private InputStream unpacking(InputStream content) {
        ReadAhead unpacked = new ReadAhead("image-unpacker", buffer -> {
            int n = content.readNBytes(buffer, 0, buffer.length);
            return n == 0 ? -1 : n;
        });
        unpacked.start();
        unpacker = Optional.of(unpacked);
        return unpacked;
    }

    /**
     * Fails where the template says that the file is packed and its content does not: written as it is, it would be no image.
     */
    void mustBePacked() throws ActionFailure {
        if (compression == Compression.NONE) {
            throw new ActionFailure("COMPRESSED is true, and " + order.text()
                    + " begins like no packing the agent knows; pack it with zstd, gzip, xz or bzip2, or leave COMPRESSED"
                    + " out if it is a plain image");
        }
    }

    /**
     * Reads what follows the packed content, which counts for the checksum, and compares.
     *
     * @param spoilt what now holds something unusable
     */
    public void check(String spoilt) throws ActionFailure, IOException {
        packed.transferTo(OutputStream.nullOutputStream());
        String actual = HexFormat.of().formatHex(served.digest());
        if (order.sha256().isPresent() && !order.sha256().get().equals(actual)) {
            throw new ActionFailure("checksum of " + order.text() + " is wrong: expected sha256 "
                    + order.sha256().get() + ", got " + actual + "; " + spoilt
                    + ": put the right SHA256 into the template"
                    + " or the right file on the server, then run the action again");
        }
    }

    /** Decompressors report a lost connection as a damaged image; this is what really happened, if anything did. */
    public IOException explained(IOException e) throws ActionFailure, InterruptedException {
        // What the disk itself did is not the connection's doing, whatever has happened to it meanwhile.
        boolean ownFailure = unpacker.isPresent() && unpacker.get().failure() == null;
        Throwable cause = ownFailure ? null : ahead.failure();
        if (cause instanceof ActionFailure failure) {
            throw failure;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        return e;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        unpacker.ifPresent(ReadAhead::close);
        ahead.close();
        source.close();
    }
}
