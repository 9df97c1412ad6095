package dev.kindling.simulator.boot;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The DHCP messages of a Pi 4 boot, option for option in the order in which boards send them. */
final class PiMessages {

    static final String VENDOR_CLASS = "PXEClient:Arch:00000:UNDI:002001";

    /** struct bootp_pkt of the kernel's ipconfig.c: always the whole 312 bytes of extensions. */
    static final int KERNEL_LENGTH = 548;

    private static final Bytes PROGRAM_CODE = Bytes.ascii("RPi4");

    private PiMessages() {}

    /** Option 97: type 0, "RPi4", revision LE32, the end of the MAC, serial LE32 (since 2020-03-16). */
    static Bytes guid(BoardSpec board) {
        ByteBuffer buffer = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) 0).put(PROGRAM_CODE.array()).putInt(board.revision());
        buffer.put(board.mac().bytes(), 2, 4);
        buffer.putInt((int) HexFormat.fromHexDigitsToLong(board.serial()));
        return new Bytes(buffer.array());
    }

    static DhcpMessage discover(BoardSpec board, int xid, Bytes guid) {
        return DhcpMessage.fromClient(
                xid,
                board.mac(),
                List.of(
                        DhcpOption.of(DhcpOption.MESSAGE_TYPE, DhcpMessage.DISCOVER),
                        DhcpOption.of(
                                DhcpOption.PARAMETER_LIST,
                                1,
                                3,
                                43,
                                60,
                                66,
                                67,
                                128,
                                129,
                                130,
                                131,
                                132,
                                133,
                                134,
                                135),
                        new DhcpOption(DhcpOption.VENDOR_CLASS, Bytes.ascii(VENDOR_CLASS)),
                        DhcpOption.of(DhcpOption.CLIENT_ARCHITECTURE, 0, 0),
                        DhcpOption.of(DhcpOption.CLIENT_INTERFACE, 1, 2, 1),
                        new DhcpOption(DhcpOption.CLIENT_GUID, guid)));
    }

    /** No options 55, 93, 94 this time; siaddr is what the offer's was (odd, but so it is). */
    static DhcpMessage request(BoardSpec board, int xid, Bytes guid, Lease lease) {
        DhcpMessage message = DhcpMessage.fromClient(
                xid,
                board.mac(),
                List.of(
                        DhcpOption.of(DhcpOption.MESSAGE_TYPE, DhcpMessage.DHCP_REQUEST),
                        new DhcpOption(
                                DhcpOption.REQUESTED_ADDRESS, lease.address().bytes()),
                        new DhcpOption(DhcpOption.SERVER_ID, lease.server().bytes()),
                        new DhcpOption(DhcpOption.VENDOR_CLASS, Bytes.ascii(VENDOR_CLASS)),
                        new DhcpOption(DhcpOption.CLIENT_GUID, guid)));
        return message.withSiaddr(lease.nextServer());
    }

    /** The kernel's (net/ipv4/ipconfig.c): no vendor class, no client id, no option 97, so not a boot loader's. */
    static DhcpMessage kernelDiscover(BoardSpec board, int xid) {
        return DhcpMessage.fromClient(xid, board.mac(), kernelOptions(DhcpMessage.DISCOVER, List.of()));
    }

    static DhcpMessage kernelRequest(BoardSpec board, int xid, Ipv4 address, Ipv4 server) {
        List<DhcpOption> choice = List.of(
                new DhcpOption(DhcpOption.SERVER_ID, server.bytes()),
                new DhcpOption(DhcpOption.REQUESTED_ADDRESS, address.bytes()));
        return DhcpMessage.fromClient(xid, board.mac(), kernelOptions(DhcpMessage.DHCP_REQUEST, choice));
    }

    private static List<DhcpOption> kernelOptions(int type, List<DhcpOption> choice) {
        List<DhcpOption> options = new ArrayList<>();
        options.add(DhcpOption.of(DhcpOption.MESSAGE_TYPE, type));
        options.addAll(choice);
        options.add(DhcpOption.of(DhcpOption.PARAMETER_LIST, 1, 3, 6, 12, 15, 17, 26, 40, 42));
        return options;
    }
}
