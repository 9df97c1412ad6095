package dev.kindling.directory;

import dev.kindling.proto.directory.v1.WatchResponse;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The copy on disk: the messages of a watch, one after the other, replaced as a whole. Readable by its owner only, for
 * it may hold the nonce key, and user data that others must not read.
 */
final class DirectoryFile {

    private final Path file;

    DirectoryFile(Path file) {
        this.file = file;
    }

    /** Empty when there is none yet. */
    List<WatchResponse> load() throws IOException {
        List<WatchResponse> messages = new ArrayList<>();
        if (!Files.exists(file)) {
            return messages;
        }
        InputStream rest = new ByteArrayInputStream(Files.readAllBytes(file));
        WatchResponse message = WatchResponse.parseDelimitedFrom(rest);
        while (message != null) {
            messages.add(message);
            message = WatchResponse.parseDelimitedFrom(rest);
        }
        return messages;
    }

    /** Returns when the copy would survive a power cut. */
    void save(List<WatchResponse> messages) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            for (WatchResponse message : messages) {
                message.writeDelimitedTo(out);
            }
            out.flush();
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
