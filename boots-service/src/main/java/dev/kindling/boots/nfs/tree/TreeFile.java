package dev.kindling.boots.nfs.tree;

import java.io.IOException;

/**
 * A file a handle named, as it is now.
 *
 * @param path of the file, as the file system wants it
 */
public record TreeFile(Tree tree, Node node, FileAttributes attributes, byte[] path) {

    public byte[] handle() {
        return tree.handle(node);
    }

    /** This, or NOT_A_DIRECTORY. */
    public TreeFile asDirectory() throws NfsException {
        if (!attributes.isDirectory()) {
            throw new NfsException(NfsStatus.NOT_A_DIRECTORY);
        }
        return this;
    }

    /** Where a symbolic link leads, or INVALID. */
    public byte[] link() throws NfsException {
        if (attributes.type() != FileType.SYMBOLIC_LINK) {
            throw new NfsException(NfsStatus.INVALID);
        }
        try {
            return LinuxFiles.instance().link(path);
        } catch (ErrnoException e) {
            throw new NfsException(e.isGone() ? NfsStatus.STALE : e.status());
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }
}
