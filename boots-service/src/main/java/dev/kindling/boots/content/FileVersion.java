package dev.kindling.boots.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * By what a file is known to be the same as before.
 *
 * @param key its identity in the file system, which a file that takes its place does not share
 */
record FileVersion(Object key, long size, FileTime modified) {

    static FileVersion of(Path file) throws IOException {
        return of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    static FileVersion of(BasicFileAttributes file) {
        return new FileVersion(file.fileKey(), file.size(), file.lastModifiedTime());
    }

    boolean isSameFile(FileVersion other) {
        return Objects.equals(key, other.key);
    }
}
