package dev.kindling.boots.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files below directories. Small ones stay in memory as long as they do not change on disk, least recently used
 * first out: a rack of boards reads the same dozen files.
 */
final class FirmwareTree {

    /** One file takes at most this part of the memory. */
    private static final int PART = 2;

    private final long cacheBytes;
    private final Map<Path, Cached> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedBytes;

    /** @param cacheBytes memory for files; one file takes at most half of it */
    FirmwareTree(long cacheBytes) {
        this.cacheBytes = cacheBytes;
    }

    private record Cached(ByteBuffer bytes, FileVersion version) {}

    /**
     * Opens a regular file that lies, after following all links, below the root.
     *
     * @param root need not exist
     * @param name checked by {@link BootPath}
     */
    Optional<FileContent> open(Path root, BootPath name) throws IOException {
        Path path = root.resolve(name.text());
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            Path real = path.toRealPath();
            if (!real.startsWith(root.toRealPath())) {
                return Optional.empty();
            }
            FileVersion version = FileVersion.of(real);
            return Optional.of(version.size() > cacheBytes / PART ? new OpenFile(real) : cached(real, version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private synchronized FileContent cached(Path path, FileVersion version) throws IOException {
        Cached known = cache.get(path);
        if (known == null || !known.version().equals(version)) {
            known = new Cached(read(path), version);
            Cached before = cache.put(path, known);
            cachedBytes +=
                    known.bytes().limit() - (before == null ? 0 : before.bytes().limit());
            shrink();
        }
        return FileContent.of(known.bytes());
    }

    /** Outside of the heap, from where the kernel takes it without another copy. */
    private static ByteBuffer read(Path path) throws IOException {
        try (OpenFile file = new OpenFile(path)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(file.size()));
            file.read(0, bytes);
            file.checkUnchanged();
            return bytes.flip();
        }
    }

    private void shrink() {
        Iterator<Cached> oldestFirst = cache.values().iterator();
        while (cachedBytes > cacheBytes && oldestFirst.hasNext()) {
            cachedBytes -= oldestFirst.next().bytes().limit();
            oldestFirst.remove();
        }
    }
}
