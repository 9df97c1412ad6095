package dev.kindling.simulator.wire;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.packet.MalformedPacketException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The relay agent behind which the boards stand where nobody may bind port 68 or write frames.
 *
 * <p>It puts its address into giaddr and sends from a port of its own, which option 82's sub-option 19 (RFC 8357) tells
 * the server to answer to. Answers find their board by chaddr.
 */
public final class RelayAgent implements AutoCloseable {

    /** Sub-option 19, relay source port, has no value: the port is that of the UDP header (RFC 8357 section 5.4). */
    private static final Bytes AGENT_INFORMATION = Bytes.of(19, 0);

    private static final int LARGEST = 1500;

    private final DatagramSocket socket;
    private final Ipv4 giaddr;
    private final InetSocketAddress server;
    private final int tftpPort;
    private final Map<MacAddress, RelayWire> boards = new ConcurrentHashMap<>();
    private final Thread listener;

    private RelayAgent(DatagramSocket socket, InetSocketAddress server, int tftpPort) {
        this.socket = socket;
        this.giaddr = Ipv4.of(socket.getLocalAddress());
        this.server = server;
        this.tftpPort = tftpPort;
        this.listener = Thread.ofPlatform().daemon().name("relay").unstarted(this::listen);
    }

    /**
     * Starts relaying.
     *
     * @param address giaddr and port; port 0 is any
     * @param server where DHCP is served
     * @param tftpPort where the same host serves TFTP
     */
    public static RelayAgent start(InetSocketAddress address, InetSocketAddress server, int tftpPort)
            throws IOException {
        RelayAgent relay = new RelayAgent(new DatagramSocket(address), server, tftpPort);
        relay.listener.start();
        return relay;
    }

    /** The port of one board. */
    public Wire attach(MacAddress mac) {
        RelayWire wire = new RelayWire(this, mac);
        boards.put(mac, wire);
        return wire;
    }

    @Override
    public void close() {
        socket.close();
        boards.clear();
    }

    int tftpPort() {
        return tftpPort;
    }

    void detach(MacAddress mac) {
        boards.remove(mac);
    }

    void relay(byte[] fromBoard) throws IOException {
        byte[] relayed;
        try {
            DhcpMessage message = DhcpCodec.decode(fromBoard);
            relayed = DhcpCodec.encode(message.relayed(giaddr, AGENT_INFORMATION), fromBoard.length);
        } catch (MalformedPacketException e) {
            throw new IOException("a board sent what no relay agent would pass on: " + e.getMessage(), e);
        }
        try {
            socket.send(new DatagramPacket(relayed, relayed.length, server));
        } catch (PortUnreachableException e) {
            // The server is away: on a real wire nobody would notice, and the board asks again.
        }
    }

    private void listen() {
        byte[] buffer = new byte[LARGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                deliver(Ipv4.of(packet.getAddress()), Arrays.copyOf(buffer, packet.getLength()));
            } catch (SocketException e) {
                // Closed, or an ICMP error about an earlier packet; the loop's condition tells which.
            } catch (IOException | MalformedPacketException e) {
                // Not a DHCP answer: nothing a relay agent hands on.
            }
        }
    }

    private void deliver(Ipv4 source, byte[] bytes) throws MalformedPacketException {
        DhcpMessage message = DhcpCodec.decode(bytes);
        RelayWire board = boards.get(message.chaddr());
        if (message.op() == DhcpMessage.REPLY && board != null) {
            board.deliver(new Wire.Heard(source, message.unrelayed()));
        }
    }
}
