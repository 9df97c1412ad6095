package dev.kindling.tink.machine;

/**
 * What a board says of itself on the wire; empty texts where it said nothing.
 *
 * @param model "4B", "CM4", ...
 * @param revision six lower-case hex digits
 * @param serial eight lower-case hex digits, the TFTP prefix
 * @param clientArchitecture DHCP option 93, decimal
 * @param vendorClass DHCP option 60
 */
public record SeenBoard(String model, String revision, String serial, String clientArchitecture, String vendorClass) {

    /** Whether the other says anything this does not. */
    boolean learns(SeenBoard told) {
        return !equals(with(told));
    }

    /** What the other says, and where it says nothing, what was known. */
    SeenBoard with(SeenBoard told) {
        return new SeenBoard(
                newer(model, told.model),
                newer(revision, told.revision),
                newer(serial, told.serial),
                newer(clientArchitecture, told.clientArchitecture),
                newer(vendorClass, told.vendorClass));
    }

    private static String newer(String known, String told) {
        return told.isEmpty() ? known : told;
    }
}
