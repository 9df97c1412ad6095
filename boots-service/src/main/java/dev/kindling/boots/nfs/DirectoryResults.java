package dev.kindling.boots.nfs;

import dev.kindling.boots.nfs.Nfs3Program.Output;
import dev.kindling.boots.nfs.rpc.Identity;
import dev.kindling.boots.nfs.tree.Directories;
import dev.kindling.boots.nfs.tree.NfsException;
import dev.kindling.boots.nfs.tree.NfsStatus;
import dev.kindling.boots.nfs.tree.TreeFile;
import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;

/** READDIR and READDIRPLUS (RFC 1813 sections 3.3.16 and 3.3.17). */
final class DirectoryResults {

    static final int PREFERRED_BYTES = 64 * 1024;

    private static final int LARGEST_BYTES = 256 * 1024;

    /** The end of the list, and whether the directory ends there. */
    private static final int TAIL_BYTES = 8;

    private static final int HANDLE_BYTES = 36;

    private final Directories directories;

    DirectoryResults(Directories directories) {
        this.directories = directories;
    }

    void names(TreeFile directory, XdrReader in, Identity caller, Output output)
            throws MalformedXdrException, NfsException {
        Start start = new Start(in.hyper(), in.hyper());
        long most = in.unsigned();
        Page page = new Page(output.out(), most, bounded(most, output));
        list(directory, start, caller, page, false);
    }

    void full(TreeFile directory, XdrReader in, Identity caller, Output output)
            throws MalformedXdrException, NfsException {
        Start start = new Start(in.hyper(), in.hyper());
        long names = in.unsigned();
        Page page = new Page(output.out(), names, bounded(in.unsigned(), output));
        list(directory, start, caller, page, true);
    }

    private static int bounded(long most, Output output) {
        return (int) Math.min(most, Math.min(LARGEST_BYTES, output.room()));
    }

    /** Where the client goes on. */
    private record Start(long cookie, long verifier) {}

    private void list(TreeFile directory, Start start, Identity caller, Page page, boolean full) throws NfsException {
        directory.asDirectory();
        if (!Permissions.mayList(directory.attributes(), caller)) {
            throw new NfsException(NfsStatus.ACCESS_DENIED);
        }
        long verifier = directories.verifier(directory);
        if (start.cookie() != 0 && start.verifier() != 0 && start.verifier() != verifier) {
            throw new NfsException(NfsStatus.BAD_COOKIE);
        }
        Nfs3Program.begin(page.out, directory);
        page.out.hyper(verifier);
        boolean end = directories.read(directory, start.cookie(), full, page);
        if (!end && page.entries == 0) {
            throw new NfsException(NfsStatus.TOO_SMALL);
        }
        page.out.bool(false).bool(end);
    }

    /** As many entries as the client has room for. */
    private static final class Page implements Directories.Sink {

        private final XdrWriter out;
        private final long mostNames;
        private final int most;
        private final int start;
        private long names;
        private int entries;

        Page(XdrWriter out, long mostNames, int most) {
            this.out = out;
            this.mostNames = mostNames;
            this.most = most;
            this.start = out.size();
        }

        @Override
        public boolean take(byte[] name, long inode, long cookie, TreeFile file) {
            int plain = 20 + (name.length + 3 & ~3);
            int bytes = 4 + plain + (file == null ? 0 : 4 + Nfs3Results.ATTRIBUTES_BYTES + 8 + HANDLE_BYTES);
            boolean hasRoom = out.size() - start + bytes + TAIL_BYTES <= most;
            if (!hasRoom || entries > 0 && names + plain > mostNames) {
                return false;
            }
            names += plain;
            entries++;
            out.bool(true).hyper(inode).opaque(name).hyper(cookie);
            if (file != null) {
                Nfs3Results.optionalAttributes(out, file);
                out.bool(true).opaque(file.handle());
            }
            return true;
        }
    }
}
