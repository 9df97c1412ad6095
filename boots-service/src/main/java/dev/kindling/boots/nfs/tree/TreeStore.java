package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;

/**
 * All an NFS server reads from.
 *
 * @param roots the trees
 * @param directories their directories
 * @param openFiles their files
 */
public record TreeStore(RootTrees roots, Directories directories, OpenFiles openFiles) implements AutoCloseable {

    private static final int KEY_BYTES = 2 * SipHash.KEY_BYTES;
    private static final int OPEN_FILES = 512;
    private static final long NANOS = 1_000_000_000;

    /**
     * @param directory of the root trees
     * @param key file of the key of handles and cookies; made when it is missing. With another key every client would
     *     have to mount anew
     */
    public static TreeStore open(Path directory, Path key, SecureRandom random, Clock clock) throws IOException {
        byte[] bytes = key(key, random);
        HandleCodec handles = new HandleCodec(new SipHash(Arrays.copyOf(bytes, SipHash.KEY_BYTES)));
        SipHash cookies = new SipHash(Arrays.copyOfRange(bytes, SipHash.KEY_BYTES, KEY_BYTES));
        return new TreeStore(
                new RootTrees(directory, handles, System::nanoTime),
                new Directories(cookies, () -> nanos(clock.instant())),
                new OpenFiles(OPEN_FILES));
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }

    private static byte[] key(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IOException(file + " has " + key.length + " bytes, not " + KEY_BYTES
                        + "; remove it, and let running machines boot again");
            }
            return key;
        }
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Files.createDirectories(file.getParent());
        Path aside = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(aside, key);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }

    @Override
    public void close() {
        openFiles.close();
    }
}
