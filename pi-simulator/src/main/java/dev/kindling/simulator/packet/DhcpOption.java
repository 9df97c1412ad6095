package dev.kindling.simulator.packet;

/**
 * One option as it stands in the packet.
 *
 * @param code IANA number, 1 to 254
 * @param value at most 255 bytes
 */
public record DhcpOption(int code, Bytes value) {

    public static final int SUBNET_MASK = 1;
    public static final int ROUTER = 3;
    public static final int DNS_SERVERS = 6;
    public static final int HOST_NAME = 12;
    public static final int ROOT_PATH = 17;
    public static final int VENDOR_SPECIFIC = 43;
    public static final int REQUESTED_ADDRESS = 50;
    public static final int LEASE_TIME = 51;
    public static final int MESSAGE_TYPE = 53;
    public static final int SERVER_ID = 54;
    public static final int PARAMETER_LIST = 55;
    public static final int VENDOR_CLASS = 60;
    public static final int TFTP_SERVER = 66;
    public static final int RELAY_AGENT = 82;
    public static final int CLIENT_ARCHITECTURE = 93;
    public static final int CLIENT_INTERFACE = 94;
    public static final int CLIENT_GUID = 97;

    public DhcpOption {
        if (code < 1 || code > 254 || value.length() > 255) {
            throw new IllegalArgumentException(
                    "option " + code + " with " + value.length() + " bytes cannot be written");
        }
    }

    public static DhcpOption of(int code, int... bytes) {
        return new DhcpOption(code, Bytes.of(bytes));
    }
}
