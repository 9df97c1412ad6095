package dev.kindling.provisioner.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory for one run, below /var/tmp: on a disk, not in memory.
 *
 * @param keep whether it stays, under a name that {@link DeadRuns} passes over
 */
record WorkDirectory(Path path, boolean keep) implements AutoCloseable {

    static WorkDirectory create(boolean keep) throws IOException {
        Path base = Files.isWritable(Path.of("/var/tmp")) ? Path.of("/var/tmp") : Path.of("/tmp");
        DeadRuns.remove(base);
        String prefix = keep
                ? "kindling-kept-"
                : "kindling-demo-" + ProcessHandle.current().pid() + "-";
        Path path = Files.createTempDirectory(base, prefix);
        // PostgreSQL may have to walk through it under another account.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        return new WorkDirectory(path, keep);
    }

    @Override
    public void close() throws IOException {
        if (keep || !Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
