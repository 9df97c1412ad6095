package dev.kindling.boots.nfs.tree;

import java.io.IOException;

/** A call of the C library failed. */
final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int ENAMETOOLONG = 36;
    private static final int ELOOP = 40;

    private final int errno;

    ErrnoException(String call, int errno) {
        super(call + " failed with errno " + errno);
        this.errno = errno;
    }

    /** Whether there is no such file, or it is not what it was. */
    boolean isGone() {
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
    }

    NfsStatus status() {
        return switch (errno) {
            case ENOENT, ENOTDIR, ELOOP -> NfsStatus.NOT_FOUND;
            case EACCES -> NfsStatus.ACCESS_DENIED;
            case ENAMETOOLONG -> NfsStatus.NAME_TOO_LONG;
            default -> NfsStatus.IO_ERROR;
        };
    }
}
