package dev.kindling.boots.tftp;

import dev.kindling.boots.capture.BlockTrail;
import dev.kindling.boots.capture.Datagram;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.boots.tftp.port.Peer;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Notes down the packets between this server and one client port; of a block of data no more than its header. */
final class PacketTrail {

    /** Of a client nobody knows. */
    static final PacketTrail NONE =
            of(PacketKeeper.none(), new MacAddress("00:00:00:00:00:00"), new Peer(0, 0), new InetSocketAddress(0));

    private static final int DATA = 3;

    private final PacketKeeper packets;
    private final MacAddress mac;
    private final Peer client;
    private final Inet4Address server;
    private final int serverNumber;
    private final BlockTrail blocks;

    private PacketTrail(PacketKeeper packets, MacAddress mac, Peer client, Inet4Address server) {
        this.packets = packets;
        this.mac = mac;
        this.client = client;
        this.server = server;
        this.serverNumber = Peer.number(server);
        this.blocks = packets.blocks(mac);
    }

    /** @param listening where the request came to: a transfer is sent from the same address, if not from the same port */
    static PacketTrail of(PacketKeeper packets, MacAddress mac, Peer client, InetSocketAddress listening) {
        boolean isOne = listening.getAddress() instanceof Inet4Address address && !address.isAnyLocalAddress();
        return new PacketTrail(packets, mac, client, isOne ? (Inet4Address) listening.getAddress() : packets.server());
    }

    /** @param packet stays as it is */
    void sent(InetSocketAddress local, ByteBuffer packet) {
        if (!packets.isOn()) {
            return;
        }
        int at = packet.position();
        if (packet.remaining() >= TftpCodec.DATA_HEADER && packet.getShort(at) == DATA) {
            blocks.sent(
                    packets.now(),
                    serverNumber,
                    peer(local),
                    packet.getShort(at + 2),
                    packet.remaining() - TftpCodec.DATA_HEADER);
        } else {
            note(false, local, packet);
        }
    }

    void received(InetSocketAddress local, TftpPacket packet) {
        if (!packets.isOn()) {
            return;
        }
        if (packet instanceof TftpPacket.Acknowledgement(int block)) {
            blocks.acknowledged(packets.now(), serverNumber, peer(local), block);
        } else if (!(packet instanceof TftpPacket.Data)) {
            note(true, local, TftpCodec.encode(packet));
        }
    }

    private long peer(InetSocketAddress local) {
        return BlockTrail.peer(client.address(), client.port(), local.getPort());
    }

    private void note(boolean received, InetSocketAddress local, ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        InetSocketAddress near = new InetSocketAddress(server, local.getPort());
        packets.tftp(
                mac, new Datagram(packets.now(), received, near, client.socketAddress(), mac, bytes, bytes.length));
    }
}
