package dev.kindling.boots.nfs;

import dev.kindling.boots.nfs.rpc.Identity;
import dev.kindling.boots.nfs.tree.FileAttributes;

/** What a caller may do with a file, by its mode (RFC 1813 section 3.3.4). Nobody may write, whatever the mode says. */
final class Permissions {

    static final int READ = 0x01;
    static final int LOOKUP = 0x02;
    static final int EXECUTE = 0x20;

    private static final int MODE_READ = 4;
    private static final int MODE_EXECUTE = 1;
    private static final int ANY_EXECUTE = 0111;

    private Permissions() {}

    /** Of the wanted bits of ACCESS those that are granted. */
    static int granted(FileAttributes file, Identity caller, int wanted) {
        int mode = mode(file, caller);
        int granted = 0;
        if ((mode & MODE_READ) != 0) {
            granted |= READ;
        }
        if ((mode & MODE_EXECUTE) != 0) {
            granted |= file.isDirectory() ? LOOKUP : EXECUTE;
        }
        return granted & wanted;
    }

    /** To execute a file is to read it; and who opened it may read on, which only the client can know of its owner. */
    static boolean mayRead(FileAttributes file, Identity caller) {
        return (mode(file, caller) & (MODE_READ | MODE_EXECUTE)) != 0
                || caller.uid() == file.owner().uid();
    }

    static boolean mayList(FileAttributes directory, Identity caller) {
        return (mode(directory, caller) & MODE_READ) != 0;
    }

    static boolean maySearch(FileAttributes directory, Identity caller) {
        return (mode(directory, caller) & MODE_EXECUTE) != 0;
    }

    /** The three bits of the mode that are about this caller. */
    private static int mode(FileAttributes file, Identity caller) {
        int mode = file.owner().mode();
        if (caller.isRoot()) {
            boolean executes = file.isDirectory() || (mode & ANY_EXECUTE) != 0;
            return executes ? 7 : MODE_READ | 2;
        }
        if (caller.uid() == file.owner().uid()) {
            return mode >> 6 & 7;
        }
        return caller.isMemberOf(file.owner().gid()) ? mode >> 3 & 7 : mode & 7;
    }
}
