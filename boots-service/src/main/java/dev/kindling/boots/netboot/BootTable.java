package dev.kindling.boots.netboot;

import static dev.kindling.boots.dhcp.packet.OptionCode.IPXE;
import static dev.kindling.boots.dhcp.packet.OptionCode.MACHINE_ID;
import static dev.kindling.boots.dhcp.packet.OptionCode.TFTP_SERVER;
import static dev.kindling.boots.dhcp.packet.OptionCode.VENDOR_CLASS;
import static dev.kindling.boots.dhcp.packet.OptionCode.VENDOR_SPECIFIC;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.contract.MacAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The one table of what each client is told to boot: what it is and this server in, an instruction out. */
final class BootTable {

    /**
     * The menu a Raspberry Pi looks for: discovery control 3, prompt "PXE" without waiting, one entry "Raspberry Pi
     * Boot", end. Known to be taken by Pi 2 to 5, all but the boot ROM of the Pi 3B.
     */
    static final Bytes RASPBERRY_PI_MENU =
            Bytes.ofHex("0601030a0400505845091400001152617370626572727920506920426f6f74ff");

    /** The ROM of a Pi 3B compares three characters too many, so its entry ends in three blanks. */
    static final Bytes RASPBERRY_PI_3_MENU =
            Bytes.ofHex("0601030a0400505845091700001452617370626572727920506920426f6f74202020ff");

    /** PXE 2.1, option 43 sub-option 6, bit 3: no discovery, boot the file this offer names. */
    static final Bytes BOOT_THE_FILE = Bytes.ofHex("060108");

    /** iPXE's option 175 sub-option 176: there is no proxy to wait for. */
    static final Bytes NO_PROXY = Bytes.ofHex("b00101");

    private static final Bytes PXE_CLIENT = Bytes.ofAscii("PXEClient");
    private static final Bytes HTTP_CLIENT = Bytes.ofAscii("HTTPClient");
    private static final String RASPBERRY_PI_3 = "b8:27:eb";

    private final ServerLink link;
    private final BootBinaries binaries;

    BootTable(ServerLink link, BootBinaries binaries) {
        this.link = link;
        this.binaries = binaries;
    }

    /** What this client understands; {@link BootInstruction#NOTHING} where there is nothing for it. */
    BootInstruction of(BootRequest request) {
        return switch (request.kind()) {
            case RASPBERRY_PI -> raspberryPi(request);
            case PXE -> binary(request).map(file -> pxe(request, file)).orElse(BootInstruction.NOTHING);
            case HTTP -> binary(request).map(file -> http(request, file)).orElse(BootInstruction.NOTHING);
            case IPXE -> ipxe(request, "auto.ipxe");
            case U_BOOT -> new BootInstruction(link.address(), "", Map.of(), tftpServer());
            case PLAIN -> BootInstruction.NOTHING;
        };
    }

    /**
     * For a machine nobody declared: iPXE from below its own MAC address, and a script that waits for its declaration.
     * There is nothing for a Raspberry Pi or U-Boot, which cannot wait.
     */
    BootInstruction ofStranger(BootRequest request) {
        return switch (request.kind()) {
            case PXE ->
                binary(request)
                        .map(file -> pxe(request, mac(request, MacAddress::dashed) + "/" + file))
                        .orElse(BootInstruction.NOTHING);
            case HTTP ->
                binary(request)
                        .map(file -> http(request, mac(request, MacAddress::text) + "/" + file))
                        .orElse(BootInstruction.NOTHING);
            case IPXE -> ipxe(request, "undeclared.ipxe");
            case RASPBERRY_PI, U_BOOT, PLAIN -> BootInstruction.NOTHING;
        };
    }

    private static String mac(BootRequest request, Function<MacAddress, String> form) {
        return request.mac().map(form).orElse("");
    }

    /** For a client that is to go on to its disk: iPXE at once, without listening for a proxy for seconds. */
    BootInstruction nothing(BootRequest request) {
        return request.kind() == ClientKind.IPXE && link.mode() == DhcpMode.RESERVATION
                ? new BootInstruction(BootInstruction.NOTHING.nextServer(), "", Map.of(IPXE, NO_PROXY), Map.of())
                : BootInstruction.NOTHING;
    }

    /** Everything any model looks at, though any one of 66 and 60 with 43 would do for most; it ignores a file. */
    private BootInstruction raspberryPi(BootRequest request) {
        boolean three =
                request.mac().map(mac -> mac.text().startsWith(RASPBERRY_PI_3)).orElse(false);
        Map<OptionCode, Bytes> options = new LinkedHashMap<>();
        options.put(VENDOR_CLASS, PXE_CLIENT);
        options.put(VENDOR_SPECIFIC, three ? RASPBERRY_PI_3_MENU : RASPBERRY_PI_MENU);
        options.putAll(tftpServer());
        options.putAll(machineId(request));
        return new BootInstruction(link.address(), "", options, Map.of());
    }

    private BootInstruction pxe(BootRequest request, String file) {
        Map<OptionCode, Bytes> options = new LinkedHashMap<>();
        options.put(VENDOR_CLASS, PXE_CLIENT);
        options.put(VENDOR_SPECIFIC, bootItem(request).orElse(BOOT_THE_FILE));
        options.putAll(machineId(request));
        return new BootInstruction(link.address(), file, options, tftpServer());
    }

    /** EDK2 NetworkPkg, HttpBootDhcp4.c: without the class sent back the offer counts as an ordinary one. */
    private BootInstruction http(BootRequest request, String file) {
        Map<OptionCode, Bytes> options = new LinkedHashMap<>();
        options.put(VENDOR_CLASS, HTTP_CLIENT);
        options.putAll(machineId(request));
        return new BootInstruction(link.address(), base() + "ipxe/" + file, options, Map.of());
    }

    /** iPXE is there already: the script, never iPXE again. */
    private BootInstruction ipxe(BootRequest request, String script) {
        Map<OptionCode, Bytes> options = new LinkedHashMap<>();
        if (link.mode() == DhcpMode.RESERVATION) {
            options.put(IPXE, NO_PROXY);
        } else {
            options.put(VENDOR_CLASS, PXE_CLIENT);
            options.put(VENDOR_SPECIFIC, bootItem(request).orElse(BOOT_THE_FILE));
            options.putAll(machineId(request));
        }
        String path = "ipxe/" + mac(request, MacAddress::text) + "/" + script;
        return new BootInstruction(link.address(), base() + path, options, Map.of());
    }

    /** A client that chose from our menu says so on port 4011, and looks for its choice in the answer. */
    private static Optional<Bytes> bootItem(BootRequest request) {
        return request.packet()
                .options()
                .get(VENDOR_SPECIFIC)
                .filter(value -> value.length() >= 6 && value.u8(0) == 71 && value.u8(1) == 4)
                .map(value -> value.slice(0, 6).concat(Bytes.ofU8(255)));
    }

    private Optional<String> binary(BootRequest request) {
        return binaries.of(request.architectures());
    }

    private Map<OptionCode, Bytes> tftpServer() {
        return Map.of(TFTP_SERVER, Bytes.ofAscii(link.address().getHostAddress()));
    }

    private static Map<OptionCode, Bytes> machineId(BootRequest request) {
        return request.packet()
                .options()
                .get(MACHINE_ID)
                .map(id -> Map.of(MACHINE_ID, id))
                .orElse(Map.of());
    }

    private String base() {
        return binaries.url(link.address());
    }
}
