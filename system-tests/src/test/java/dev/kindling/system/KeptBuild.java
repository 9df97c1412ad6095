package dev.kindling.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What takes minutes to unpack is kept from one run to the next, for as long as what builds it stays the same.
 *
 * @param kind directory among the kept ones
 * @param architecture as Debian names it
 * @param sources every file that makes it what it is
 */
record KeptBuild(String kind, String architecture, List<Path> sources) {

    /** Works on the directory; at the first time it is not there yet. */
    interface Builder {
        void build(Path directory) throws IOException, InterruptedException;
    }

    /**
     * Builds it unless it is there, and has it brought up to date. Others that want it wait, in other processes too.
     *
     * @param renewal of the part that is not decided by the sources
     */
    Path get(Builder builder, Builder renewal) throws IOException, InterruptedException {
        Path kept = Files.createDirectories(root().resolve(kind)).resolve(name());
        Path lock = kept.resolveSibling(architecture + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!Files.isDirectory(kept)) {
                builder.build(kept);
            }
            renewal.build(kept);
            return kept;
        }
    }

    /** Beside /var/tmp, where the tests work: links need one file system. */
    static Path root() throws IOException {
        return Files.createDirectories(Path.of("/var/tmp/kindling-system-tests"));
    }

    String name() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path source : sources.stream().sorted().toList()) {
                digest.update(Checkout.home().relativize(source).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(source));
            }
            return architecture + "-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
