package dev.kindling.boots.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is too large to keep: read block by block. Replacing it on disk does not change what is read here;
 * writing into it does, and is noticed.
 */
public final class OpenFile implements FileContent {

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final FileVersion version;

    /** @param path of the file itself; a link is refused */
    public OpenFile(Path path) throws IOException {
        this.path = path;
        FileVersion found;
        FileChannel opened;
        do {
            found = FileVersion.of(path);
            opened = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            // Else what was looked at and what was opened may be two files.
        } while (!isStill(path, found, opened));
        this.version = found;
        this.channel = opened;
        this.size = found.size();
    }

    private static boolean isStill(Path path, FileVersion found, FileChannel opened) throws IOException {
        try {
            if (FileVersion.of(path).equals(found)) {
                return true;
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        opened.close();
        return false;
    }

    /** For who has the kernel send it. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long at = offset;
        while (target.hasRemaining() && at < size) {
            int read = channel.read(target, at);
            if (read < 0) {
                throw new EOFException(path + " ends at byte " + at + ", it had " + size);
            }
            at += read;
        }
    }

    /** A file that took this one's place, or its removal, is none of ours: the open one did not change. */
    @Override
    public void checkUnchanged() throws IOException {
        FileVersion now;
        try {
            now = FileVersion.of(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (now.isSameFile(version) && !now.equals(version)) {
            throw new IOException(path + " was written to while it was read");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
