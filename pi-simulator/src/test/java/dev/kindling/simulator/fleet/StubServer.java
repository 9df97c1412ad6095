package dev.kindling.simulator.fleet;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.packet.MalformedPacketException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DHCP and TFTP server that knows just enough for a boot: 127.42.0.(last byte of the MAC), a few files, and from a
 * board's second boot on the empty firmware.
 */
public final class StubServer implements AutoCloseable {

    static final String ADDRESS = "127.42.0.2";

    private static final String MENU = "0601030a0400505845091400001152617370626572727920506920426f6f74ff";

    final DatagramSocket dhcp;
    final DatagramSocket tftp;
    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    final List<DhcpMessage> heard = new CopyOnWriteArrayList<>();
    final Set<InetAddress> tftpClients = ConcurrentHashMap.newKeySet();

    /** The transactions in which a board's loader asked for an address: one for each boot, however often it asked. */
    final Map<MacAddress, Set<Integer>> boots = new ConcurrentHashMap<>();

    final List<String> requests = new CopyOnWriteArrayList<>();

    /** DISCOVERs to leave unanswered first. */
    volatile int deafFor;

    /** How often a board may boot from the network before it is told to boot its own disk. */
    volatile int netBoots = 1;

    /** Whether config.txt is another one at each read. */
    volatile boolean fickle;

    /** Added to the address the kernel gets. */
    volatile int kernelShift;

    private final InetAddress address;
    private final Sockets sockets;

    /** On loopback, behind the boards' relay agent. */
    StubServer() throws IOException {
        this(InetAddress.getByName(ADDRESS), new InetSocketAddress(ADDRESS, 0), 0, DatagramSocket::new);
    }

    /**
     * Anywhere.
     *
     * @param address its own, for option 66
     * @param dhcpAddress where it hears DHCP
     * @param tftpPort 0 is any
     * @param sockets opens sockets, perhaps in a namespace
     */
    public StubServer(InetAddress address, InetSocketAddress dhcpAddress, int tftpPort, Sockets sockets)
            throws IOException {
        this.address = address;
        this.sockets = sockets;
        dhcp = sockets.open(dhcpAddress);
        dhcp.setBroadcast(true);
        tftp = sockets.open(new InetSocketAddress(address, tftpPort));
        byte[] firmware = new byte[100_000];
        System.arraycopy(HexFormat.of().parseHex("7f454c46"), 0, firmware, 0, 4);
        files.put("start4.elf", firmware);
        files.put("fixup4.dat", new byte[5413]);
        // A multiple of 1468: the file ends with an empty block.
        files.put("bcm2711-rpi-4-b.dtb", new byte[1468 * 3]);
        files.put("kernel8.img", new byte[300_000]);
        files.put("config.txt", "arm_64bit=1\n".getBytes(StandardCharsets.US_ASCII));
        files.put(
                "cmdline.txt",
                "root=/dev/nfs nfsroot=127.42.0.2:/srv ip=dhcp kindling.nonce=x\n".getBytes(StandardCharsets.US_ASCII));
        Thread.ofPlatform().daemon().name("stub-dhcp").start(this::serveDhcp);
        Thread.ofPlatform().daemon().name("stub-tftp").start(this::serveTftp);
    }

    @Override
    public void close() {
        dhcp.close();
        tftp.close();
    }

    /** How many addresses asked for files. */
    public int clients() {
        return tftpClients.size();
    }

    private void serveDhcp() {
        byte[] buffer = new byte[1500];
        while (!dhcp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                dhcp.receive(packet);
                DhcpMessage request = DhcpCodec.decode(Arrays.copyOf(buffer, packet.getLength()));
                heard.add(request);
                if (deafFor > 0) {
                    deafFor--;
                } else {
                    byte[] reply = DhcpCodec.encode(answer(request), 300);
                    // RFC 8357: to the port it came from, not to 67; without a relay to everybody.
                    Ipv4 to = request.giaddr().isAny() ? Ipv4.BROADCAST : request.giaddr();
                    dhcp.send(new DatagramPacket(reply, reply.length, to.inet(), packet.getPort()));
                }
            } catch (IOException | MalformedPacketException e) {
                assert dhcp.isClosed() : e;
            }
        }
    }

    private DhcpMessage answer(DhcpMessage request) {
        boolean discover = request.type() == DhcpMessage.DISCOVER;
        boolean loader = request.option(DhcpOption.CLIENT_GUID).isPresent();
        if (discover && loader) {
            boots.computeIfAbsent(request.chaddr(), _ -> ConcurrentHashMap.newKeySet())
                    .add(request.xid());
        }
        Ipv4 self = Ipv4.of(address);
        int shift = loader ? 0 : kernelShift;
        Ipv4 lease = new Ipv4((self.bits() & 0xffffff00) | (request.chaddr().bytes()[5] & 0xff) + shift);
        List<DhcpOption> options = new ArrayList<>();
        options.add(DhcpOption.of(DhcpOption.MESSAGE_TYPE, discover ? DhcpMessage.OFFER : DhcpMessage.ACK));
        options.add(new DhcpOption(DhcpOption.SERVER_ID, self.bytes()));
        options.add(DhcpOption.of(DhcpOption.SUBNET_MASK, 255, 255, 255, 0));
        options.add(DhcpOption.of(DhcpOption.LEASE_TIME, 0, 0, 14, 16));
        if (loader && discover) {
            options.add(new DhcpOption(DhcpOption.TFTP_SERVER, Bytes.ascii(address.getHostAddress())));
            options.add(new DhcpOption(DhcpOption.VENDOR_CLASS, Bytes.ascii("PXEClient")));
            options.add(new DhcpOption(
                    DhcpOption.VENDOR_SPECIFIC, new Bytes(HexFormat.of().parseHex(MENU))));
            options.add(new DhcpOption(
                    DhcpOption.CLIENT_GUID,
                    request.option(DhcpOption.CLIENT_GUID).orElseThrow()));
        }
        request.option(DhcpOption.RELAY_AGENT)
                .ifPresent(value -> options.add(new DhcpOption(DhcpOption.RELAY_AGENT, value)));
        return new DhcpMessage(
                DhcpMessage.REPLY,
                0,
                request.xid(),
                0,
                0,
                Ipv4.ANY,
                lease,
                self,
                request.giaddr(),
                request.chaddr(),
                options);
    }

    private void serveTftp() {
        byte[] buffer = new byte[600];
        while (!tftp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                tftp.receive(packet);
                tftpClients.add(packet.getAddress());
                String[] fields = new String(buffer, 2, packet.getLength() - 2, StandardCharsets.US_ASCII).split("\0");
                InetSocketAddress client = new InetSocketAddress(packet.getAddress(), packet.getPort());
                requests.add(packet.getPort() + " " + String.join(" ", fields));
                new StubTransfer(content(fields[0], packet.getAddress()), Integer.parseInt(fields[5]), client)
                        .start(sockets.open(new InetSocketAddress(address, 0)));
            } catch (IOException e) {
                assert tftp.isClosed() : e;
            }
        }
    }

    private byte[] content(String name, InetAddress client) {
        int slash = name.indexOf('/');
        String file = name.substring(slash + 1);
        boolean serial = slash == 8;
        byte last = client.getAddress()[3];
        int boot = boots.entrySet().stream()
                .filter(entry -> entry.getKey().bytes()[5] == last)
                .mapToInt(entry -> entry.getValue().size())
                .findFirst()
                .orElse(0);
        if (!serial) {
            return null;
        }
        if (boot > netBoots) {
            return file.equals("start4.elf") ? new byte[0] : null;
        }
        if (fickle && file.equals("config.txt")) {
            return ("# " + requests.size() + "\n").getBytes(StandardCharsets.US_ASCII);
        }
        return files.get(file);
    }

    /** Opens a bound socket. */
    @FunctionalInterface
    public interface Sockets {
        DatagramSocket open(InetSocketAddress address) throws IOException;
    }
}
