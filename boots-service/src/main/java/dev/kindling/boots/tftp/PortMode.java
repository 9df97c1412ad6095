package dev.kindling.boots.tftp;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where transfers are sent from. */
enum PortMode {
    /** The port on which requests come: the only one that a container publishes or a NAT lets through. */
    ONE,
    /** A fresh one for each transfer (RFC 1350, section 4). */
    MANY,
    /** {@link #ONE} in a container, else {@link #MANY}. */
    AUTO;

    boolean isOne() {
        return switch (this) {
            case ONE -> true;
            case MANY -> false;
            case AUTO ->
                Files.exists(Path.of("/.dockerenv"))
                        || Files.exists(Path.of("/run/.containerenv"))
                        || System.getenv("container") != null;
        };
    }
}
