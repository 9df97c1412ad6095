package dev.kindling.tink.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The data directory ({@code kindling.tink.data}): what must survive a restart beside the database. */
@Component
public class DataDirectory {

    private final Path path;

    DataDirectory(@Value("${kindling.tink.data}") Path path) {
        this.path = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.path);
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + this.path + " cannot be made: " + e.getMessage(), e);
        }
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Writes a file only its owner may read; readers see the old bytes or all of the new ones, never a part. */
    public void writePrivately(String name, byte[] bytes) {
        write(name, bytes, "rw-------");
    }

    /** Writes a file everybody may read, in one step. */
    public void writePublicly(String name, byte[] bytes) {
        write(name, bytes, "rw-r--r--");
    }

    private void write(String name, byte[] bytes, String permissions) {
        Path target = resolve(name);
        try {
            Files.createDirectories(target.getParent());
            Path fresh = Files.createTempFile(
                    target.getParent(),
                    "." + target.getFileName(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
            Files.write(fresh, bytes, StandardOpenOption.SYNC);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw new UncheckedIOException(target + " cannot be written: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
