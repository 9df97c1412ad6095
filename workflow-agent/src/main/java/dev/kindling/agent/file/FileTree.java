package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * A file system that is filled with many files. What stands at a path and is no directory is replaced; a directory that is
 * there keeps what it holds. Parents are given as they are: whoever calls has resolved links (see {@link Links}).
 */
public interface FileTree extends Closeable {

    /** Owner, permission bits and time of last change. */
    record Attributes(int uid, int gid, int mode, Instant modified) {

        public Attributes {
            // FAT and ext both keep whole seconds at best where it matters.
            modified = Instant.ofEpochSecond(modified.getEpochSecond());
        }
    }

    /** What stands at a path; links are not followed. */
    sealed interface Kind {

        record Nothing() implements Kind {}

        record Directory() implements Kind {}

        record Other() implements Kind {}

        record Link(String target) implements Kind {}
    }

    Kind kind(FilePath path) throws ActionFailure, IOException, InterruptedException;

    /** @param attributes empty: as they are, or root's and 0755 for a new one */
    void directory(FilePath path, Optional<Attributes> attributes)
            throws ActionFailure, IOException, InterruptedException;

    void file(FilePath path, Attributes attributes, InputStream content, long size)
            throws ActionFailure, IOException, InterruptedException;

    void link(FilePath path, Attributes attributes, String target)
            throws ActionFailure, IOException, InterruptedException;

    /** A second name of a file that this tree has written. */
    void hardLink(FilePath path, FilePath target) throws ActionFailure, IOException, InterruptedException;

    /** Makes everything durable. */
    void finish() throws ActionFailure, IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
