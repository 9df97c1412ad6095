package dev.kindling.tink.tinkerbell;

/** Somebody else has the port. */
public final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String property;

    /** @param property the one that names the port */
    public PortInUseException(String address, int port, String property, Exception cause) {
        super(
                "Tinkerbell's clients cannot be served at " + address + ":" + port + ": "
                        + (cause.getCause() == null ? cause : cause.getCause()).getMessage(),
                cause);
        this.property = property;
    }

    String property() {
        return property;
    }
}
