package dev.kindling.tink.sealing;

import java.nio.file.Path;

/** What the database holds was sealed with another master key. */
public class WrongKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongKeyException(String purpose, Path file, Throwable cause) {
        super(
                "'" + purpose + "' in the database was not sealed with " + file
                        + "; put back the master.key that belongs to this database",
                cause);
    }
}
