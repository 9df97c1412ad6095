package dev.kindling.boots.nfs.tree;

/** A procedure ends with a state other than OK. Part of the protocol and not worth a stack trace. */
public final class NfsException extends Exception {

    private static final long serialVersionUID = 1;

    private final NfsStatus status;

    public NfsException(NfsStatus status) {
        super(status.name(), null, false, false);
        this.status = status;
    }

    public NfsStatus status() {
        return status;
    }
}
