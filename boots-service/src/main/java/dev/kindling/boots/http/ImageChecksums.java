package dev.kindling.boots.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SHA-256 of images, computed once for each version of a file. Where {@code NAME.sha256} lies beside an image, in the
 * form of {@code sha256sum}, the image is complete only when it has that checksum.
 */
final class ImageChecksums {

    static final String SUFFIX = ".sha256";

    private static final Pattern DIGEST = Pattern.compile("\\s*([0-9A-Fa-f]{64})(?:\\s.*)?", Pattern.DOTALL);
    private static final int LARGEST_NOTE = 4_096;
    private static final int BUFFER_BYTES = 1 << 20;

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** Of what the file was when it was read. */
    private record Known(long size, FileTime modified, String sha256) {}

    /** Lower-case hex digits. */
    String of(Path file) throws IOException {
        long size = Files.size(file);
        FileTime modified = Files.getLastModifiedTime(file);
        Known before = known.get(file);
        if (before != null && before.size() == size && before.modified().equals(modified)) {
            return before.sha256();
        }
        String digest = compute(file);
        known.put(file, new Known(size, modified, digest));
        return digest;
    }

    /** Whether the file is what the note beside it says; empty where there is no note. */
    Optional<Boolean> isComplete(Path file) throws IOException {
        Optional<String> named = note(file);
        return named.isPresent() ? Optional.of(named.get().equalsIgnoreCase(of(file))) : Optional.empty();
    }

    private static Optional<String> note(Path file) throws IOException {
        Path note = file.resolveSibling(file.getFileName() + SUFFIX);
        if (!Files.isRegularFile(note) || Files.size(note) > LARGEST_NOTE) {
            return Optional.empty();
        }
        Matcher digest = DIGEST.matcher(Files.readString(note));
        return digest.matches() ? Optional.of(digest.group(1)) : Optional.empty();
    }

    private static String compute(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
