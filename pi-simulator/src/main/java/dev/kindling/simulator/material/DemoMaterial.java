package dev.kindling.simulator.material;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The demo's firmware tree and node image, made once and kept in a cache directory.
 *
 * @param firmware for {@code kindling.boots.firmware}: holds {@code default/start4.elf} and so on
 * @param images for {@code kindling.boots.images}: holds the image
 * @param imageName file name of the image, for the workflow's {@code image}
 * @param imageSha256 of the file as served, 64 hex digits, for the workflow's {@code image_sha256}
 * @param imageBytes size of the file as served
 */
public record DemoMaterial(Path firmware, Path images, String imageName, String imageSha256, long imageBytes) {

    private static final String IMAGE = "k3s-node-demo.img.zst";

    /** Changed whenever the content does, so that an old cache is not taken for the new one. */
    private static final String EDITION = "material-1";

    private static final String DRAFT = EDITION + ".draft-";

    /**
     * Makes what is missing in the cache; complete before it can be seen there, also beside other processes.
     *
     * @param progress told once per thing that is being made
     */
    public static DemoMaterial prepare(Path cache, Consumer<String> progress) throws IOException {
        Path finished = cache.resolve(EDITION);
        if (!Files.isDirectory(finished)) {
            Files.createDirectories(cache);
            // The lock file stays: removing it would let two processes hold locks on two files of one name.
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(EDITION + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(finished)) {
                    make(finished, progress);
                }
            }
        }
        Path image = finished.resolve("images").resolve(IMAGE);
        return new DemoMaterial(
                finished.resolve("firmware"),
                finished.resolve("images"),
                IMAGE,
                Files.readString(finished.resolve("image.sha256")).strip(),
                Files.size(image));
    }

    private static void make(Path finished, Consumer<String> progress) throws IOException {
        removeDrafts(finished.getParent());
        Path draft = Files.createTempDirectory(finished.getParent(), DRAFT);
        try {
            progress.accept("stand-in firmware");
            for (StandIn standIn : StandIn.FIRMWARE) {
                standIn.write(draft.resolve("firmware/default"));
            }
            progress.accept("node image (96 MiB)");
            Path scratch = Files.createDirectories(draft.resolve("scratch"));
            NodeImage.build(draft.resolve("image.raw"), scratch);
            Path image = Files.createDirectories(draft.resolve("images")).resolve(IMAGE);
            NodeImage.compress(draft.resolve("image.raw"), image);
            Files.writeString(draft.resolve("image.sha256"), sha256(image) + "\n");
            Files.delete(draft.resolve("image.raw"));
            delete(scratch);
            Files.move(draft, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while making the demo's image");
        } finally {
            delete(draft);
        }
    }

    /** What a killed process left; whoever holds the lock is the only one to make any. */
    private static void removeDrafts(Path cache) throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(cache, DRAFT + "*")) {
            for (Path draft : drafts) {
                delete(draft);
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
