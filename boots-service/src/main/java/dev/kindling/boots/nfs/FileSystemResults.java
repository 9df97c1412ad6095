package dev.kindling.boots.nfs;

import dev.kindling.boots.nfs.tree.NfsException;
import dev.kindling.boots.nfs.tree.NfsStatus;
import dev.kindling.boots.nfs.tree.TreeFile;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** FSSTAT, FSINFO and PATHCONF (RFC 1813 sections 3.3.18 to 3.3.20). */
final class FileSystemResults {

    private static final int BLOCK = 4096;
    private static final int LONGEST_NAME = 255;
    private static final int MOST_LINKS = 32_000;

    /** Hard links, symbolic links, and PATHCONF the same everywhere; times cannot be set. */
    private static final int PROPERTIES = 0x01 | 0x02 | 0x08;

    /** Nobody writes, yet a client divides by it. */
    private static final int WRITE_BYTES = 32 * 1024;

    private final Path roots;

    FileSystemResults(Path roots) {
        this.roots = roots;
    }

    void space(TreeFile file, XdrWriter out) throws NfsException {
        try {
            FileStore disk = Files.getFileStore(roots);
            Nfs3Program.begin(out, file);
            out.hyper(disk.getTotalSpace()).hyper(0).hyper(0);
            out.hyper(0).hyper(0).hyper(0);
            out.integer(0);
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    void limits(TreeFile file, XdrWriter out) {
        Nfs3Program.begin(out, file);
        out.integer(Nfs3Program.MAXIMUM_READ).integer(Nfs3Program.MAXIMUM_READ).integer(BLOCK);
        out.integer(WRITE_BYTES).integer(WRITE_BYTES).integer(BLOCK);
        out.integer(DirectoryResults.PREFERRED_BYTES);
        out.hyper(Long.MAX_VALUE);
        out.integer(0).integer(1);
        out.integer(PROPERTIES);
    }

    void names(TreeFile file, XdrWriter out) {
        Nfs3Program.begin(out, file);
        out.integer(MOST_LINKS).integer(LONGEST_NAME);
        out.bool(true).bool(true).bool(false).bool(true);
    }
}
