package dev.kindling.boots.nfs.tree;

/** The states of RFC 1813 section 2.6 (nfsstat3) that a read-only server has a use for. */
public enum NfsStatus {
    OK(0),
    NOT_FOUND(2),
    IO_ERROR(5),
    ACCESS_DENIED(13),
    NOT_A_DIRECTORY(20),
    IS_A_DIRECTORY(21),
    INVALID(22),
    READ_ONLY(30),
    NAME_TOO_LONG(63),
    STALE(70),
    BAD_HANDLE(10_001),
    BAD_COOKIE(10_003),
    TOO_SMALL(10_005),
    SERVER_FAULT(10_006);

    private final int number;

    NfsStatus(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
