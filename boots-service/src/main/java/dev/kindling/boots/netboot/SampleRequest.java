package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.machine.MachineProfile;
import java.util.Arrays;
import java.util.Optional;

/** The DISCOVER that a kind of client sends, for a machine whose own was not heard yet. The xid is zero. */
public enum SampleRequest {
    /** The boot loader of a Raspberry Pi, option for option. */
    PI("PXEClient:Arch:00000:UNDI:002001", 0),
    PXE_BIOS("PXEClient:Arch:00000:UNDI:002001", 0),
    PXE_UEFI_X64("PXEClient:Arch:00007:UNDI:003016", 7),
    PXE_UEFI_ARM64("PXEClient:Arch:00011:UNDI:003000", 11),
    HTTP_X64("HTTPClient:Arch:00016:UNDI:003001", 16),
    HTTP_ARM64("HTTPClient:Arch:00019:UNDI:003000", 19),
    /** iPXE, already loaded. */
    IPXE("PXEClient:Arch:00007:UNDI:003010", 7),
    /** A kernel or an operating system. */
    PLAIN("", -1);

    private static final Bytes PI_PARAMETERS = Bytes.ofHex("01032b3c42438081828384858687");
    private static final Bytes PC_PARAMETERS = Bytes.ofHex("0102030405060c0d0f111216171c28292a2b3233363a3b3c424361");
    private static final Bytes PLAIN_PARAMETERS = Bytes.ofHex("01030c0f060d112a");

    private final String vendorClass;
    private final int architecture;

    SampleRequest(String vendorClass, int architecture) {
        this.vendorClass = vendorClass;
        this.architecture = architecture;
    }

    /** For example {@code pxe-uefi-x64}; empty for a name nobody knows. */
    public static Optional<SampleRequest> of(String name) {
        return Arrays.stream(values()).filter(each -> each.text().equals(name)).findFirst();
    }

    /** What a machine most likely is, by its MAC address and its architecture. */
    public static SampleRequest usual(MachineProfile machine) {
        if (machine.board().isPresent() || BootRequest.isRaspberryPi(machine.mac())) {
            return PI;
        }
        return machine.arch().equals("aarch64") || machine.arch().equals("arm64") ? PXE_UEFI_ARM64 : PXE_UEFI_X64;
    }

    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** As a client with this MAC address sends it. */
    public DhcpPacket of(MachineProfile machine) {
        byte[] chaddr = Arrays.copyOf(machine.mac().bytes(), 16);
        DhcpOptions options = DhcpOptions.NONE
                .with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(MessageType.DISCOVER.number()))
                .with(OptionCode.PARAMETER_LIST, parameters());
        if (architecture >= 0) {
            options = options.with(OptionCode.VENDOR_CLASS, Bytes.ofAscii(vendorClass))
                    .with(OptionCode.CLIENT_ARCHITECTURE, Bytes.ofHex("%04x".formatted(architecture)))
                    .with(OptionCode.MACHINE_ID, identity(machine));
        }
        if (this == IPXE) {
            options = options.with(OptionCode.USER_CLASS, Bytes.ofAscii("iPXE"));
        }
        DhcpPacket packet = DhcpPacket.discover(0, Bytes.of(chaddr), options);
        return this == PI ? packet.withoutBroadcast() : packet;
    }

    private Bytes parameters() {
        return switch (this) {
            case PI -> PI_PARAMETERS;
            case PLAIN -> PLAIN_PARAMETERS;
            case PXE_BIOS, PXE_UEFI_X64, PXE_UEFI_ARM64, HTTP_X64, HTTP_ARM64, IPXE -> PC_PARAMETERS;
        };
    }

    /** Type 0 and, on a Pi, "RPi4", revision, end of the MAC address, serial, the numbers little-endian. */
    private Bytes identity(MachineProfile machine) {
        byte[] identity = new byte[17];
        System.arraycopy(machine.mac().bytes(), 0, identity, 11, 6);
        if (this == PI) {
            System.arraycopy(Bytes.ofAscii("RPi4").toArray(), 0, identity, 1, 4);
            littleEndian(
                    identity,
                    5,
                    machine.board().map(MachineProfile.Board::revision).orElse(""));
            System.arraycopy(machine.mac().bytes(), 2, identity, 9, 4);
            littleEndian(
                    identity,
                    13,
                    machine.board().map(MachineProfile.Board::serial).orElse(""));
        }
        return Bytes.of(identity);
    }

    private static void littleEndian(byte[] target, int at, String hex) {
        long number = hex.isEmpty() ? 0 : Long.parseLong(hex, 16);
        for (int i = 0; i < 4; i++) {
            target[at + i] = (byte) (number >>> 8 * i);
        }
    }
}
