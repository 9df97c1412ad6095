package dev.kindling.boots.report;

/**
 * What a board said of itself in a DHCP packet; tink-server keeps it with the machine. Empty where it said nothing.
 *
 * @param model "4B", "400", "CM4", "5", ...
 * @param revision revision code, six lower-case hex digits
 * @param serial low 32 bits of the serial, eight lower-case hex digits
 * @param clientArchitecture DHCP option 93, decimal
 * @param vendorClass DHCP option 60
 */
public record SeenBoard(String model, String revision, String serial, String clientArchitecture, String vendorClass) {}
