package dev.kindling.simulator.lab;

import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.packet.MalformedPacketException;
import dev.kindling.simulator.packet.UdpDatagram;
import dev.kindling.simulator.wire.OpenSockets;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The port eth0 of a board's namespace. */
final class LabWire implements Wire {

    static final String DEVICE = "eth0";

    private static final int CLIENT_PORT = 68;
    private static final int SERVER_PORT = 67;
    private static final int TFTP_PORT = 69;
    private static final byte[] EVERYBODY =
            Bytes.of(255, 255, 255, 255, 255, 255).array();

    private final Namespace namespace;
    private final PacketSocket socket;
    private final OpenSockets sockets = new OpenSockets();

    LabWire(Namespace namespace) throws IOException {
        this.namespace = namespace;
        this.socket = namespace.call(() -> Kernel.openPacketSocket(DEVICE));
    }

    @Override
    public void broadcast(byte[] message) throws IOException {
        socket.send(new UdpDatagram(Ipv4.ANY, CLIENT_PORT, Ipv4.BROADCAST, SERVER_PORT, new Bytes(message)), EVERYBODY);
    }

    @Override
    public Optional<Heard> hear(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<UdpDatagram> datagram =
                    socket.receive(CLIENT_PORT, Duration.ofNanos(deadline - System.nanoTime()));
            if (datagram.isEmpty()) {
                break;
            }
            try {
                DhcpMessage message = DhcpCodec.decode(datagram.get().payload().array());
                if (message.op() == DhcpMessage.REPLY) {
                    return Optional.of(new Heard(datagram.get().source(), message));
                }
            } catch (MalformedPacketException e) {
                // Not for a DHCP client.
            }
        }
        return Optional.empty();
    }

    @Override
    public void configure(Ipv4 address, Ipv4 mask, Optional<Ipv4> router) throws IOException {
        namespace.configure("addr", "add", address + "/" + mask.prefixLength(), "brd", "+", "dev", DEVICE);
        if (router.isPresent()) {
            namespace.configure(
                    "route", "replace", "default", "via", router.get().toString(), "dev", DEVICE);
        }
    }

    @Override
    public void unconfigure() throws IOException {
        namespace.configure("addr", "flush", "dev", DEVICE);
    }

    @Override
    public DatagramSocket open(Ipv4 local, int port) throws IOException {
        return sockets.add(namespace.call(() -> new DatagramSocket(new InetSocketAddress(local.inet(), port))));
    }

    @Override
    public int tftpPort() {
        return TFTP_PORT;
    }

    @Override
    public List<String> launcher() {
        return List.of("ip", "netns", "exec", namespace.name());
    }

    @Override
    public void close() {
        sockets.close();
        socket.close();
    }
}
