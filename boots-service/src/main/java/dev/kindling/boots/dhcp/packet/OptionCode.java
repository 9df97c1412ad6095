package dev.kindling.boots.dhcp.packet;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The DHCP options this service reads or writes (IANA "BOOTP Vendor Extensions and DHCP Options"). */
public enum OptionCode {
    /** Four bytes. */
    SUBNET_MASK(1),
    /** Addresses. */
    ROUTER(3),
    /** Addresses. */
    NAME_SERVERS(6),
    /** Text without NUL. */
    HOST_NAME(12),
    /** Text. */
    DOMAIN(15),
    /** One address. */
    BROADCAST_ADDRESS(28),
    /** Addresses. */
    TIME_SERVERS(42),
    /** PXE: sub-options. */
    VENDOR_SPECIFIC(43),
    /** One address. */
    REQUESTED_ADDRESS(50),
    /** Seconds, 32 bits. */
    LEASE_TIME(51),
    /** One byte, RFC 2132 section 9.3; gone after decoding. */
    OVERLOAD(52),
    /** One byte, {@link MessageType}. */
    MESSAGE_TYPE(53),
    /** One address. */
    SERVER_ID(54),
    /** One byte for each option code. */
    PARAMETER_LIST(55),
    /** Text. */
    MESSAGE(56),
    /** Bytes of the largest message the client takes, 16 bits. */
    MAXIMUM_SIZE(57),
    /** Seconds, 32 bits: T1. */
    RENEWAL_TIME(58),
    /** Seconds, 32 bits: T2. */
    REBINDING_TIME(59),
    /** Text. */
    VENDOR_CLASS(60),
    /** Type and value; RFC 6842: sent back. */
    CLIENT_ID(61),
    /** Text: for a Raspberry Pi the dotted quad of the TFTP server. */
    TFTP_SERVER(66),
    /** Text: the boot file, when the fixed field is too short or not looked at. */
    BOOT_FILE(67),
    /** RFC 3004; "iPXE" with or without the inner length. */
    USER_CLASS(77),
    /** RFC 3046: sub-options; always last. */
    RELAY_INFORMATION(82),
    /** RFC 4578: numbers of 16 bits. */
    CLIENT_ARCHITECTURE(93),
    /** RFC 4578: type 0 and 16 bytes. */
    MACHINE_ID(97),
    /** RFC 3397: domain names as DNS writes them. */
    DOMAIN_SEARCH(119),
    /** RFC 3442: routes. */
    CLASSLESS_ROUTES(121),
    /** Sub-options of iPXE itself. */
    IPXE(175);

    private static final Map<Integer, OptionCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(OptionCode::number, code -> code));

    private final int number;

    OptionCode(int number) {
        this.number = number;
    }

    /** Empty for one nobody here knows. */
    public static Optional<OptionCode> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    public int number() {
        return number;
    }
}
