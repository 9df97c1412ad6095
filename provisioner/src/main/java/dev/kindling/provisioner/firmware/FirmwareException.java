package dev.kindling.provisioner.firmware;

/** What was given cannot be used; the message says what, why and what to do. */
final class FirmwareException extends Exception {

    private static final long serialVersionUID = 1;

    FirmwareException(String message) {
        super(message);
    }
}
