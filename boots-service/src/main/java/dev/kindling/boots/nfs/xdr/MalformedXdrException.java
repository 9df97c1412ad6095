package dev.kindling.boots.nfs.xdr;

/** Bytes that are not what they should be: short, or with a length that lies. */
public final class MalformedXdrException extends Exception {

    public MalformedXdrException(String message) {
        super(message);
    }
}
