package dev.kindling.boots.tftp;

import dev.kindling.boots.capture.BlockTrail;
import dev.kindling.boots.capture.Datagram;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.boots.tftp.port.Peer;
import dev.kindling.contract.MacAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Notes down the packets between this server and one client port; of a block of data no more than its header. */
final class PacketTrail {

    /** Of a client nobody knows. */
    static final PacketTrail NONE = of(PacketKeeper.none(), new MacAddress("00:00:00:00:00:00"), new Peer(0, 0));

    private static final int DATA = 3;

    private final PacketKeeper packets;
    private final MacAddress mac;
    private final Peer client;
    private final BlockTrail blocks;

    private PacketTrail(PacketKeeper packets, MacAddress mac, Peer client, BlockTrail blocks) {
        this.packets = packets;
        this.mac = mac;
        this.client = client;
        this.blocks = blocks;
    }

    static PacketTrail of(PacketKeeper packets, MacAddress mac, Peer client) {
        return new PacketTrail(packets, mac, client, packets.blocks(mac));
    }

    /** @param packet stays as it is */
    void sent(InetSocketAddress local, ByteBuffer packet) {
        if (!packets.isOn()) {
            return;
        }
        int at = packet.position();
        if (packet.remaining() >= TftpCodec.DATA_HEADER && packet.getShort(at) == DATA) {
            blocks.sent(
                    packets.now(), peer(local), packet.getShort(at + 2), packet.remaining() - TftpCodec.DATA_HEADER);
        } else {
            note(false, local, packet);
        }
    }

    void received(InetSocketAddress local, TftpPacket packet) {
        if (!packets.isOn()) {
            return;
        }
        if (packet instanceof TftpPacket.Acknowledgement(int block)) {
            blocks.acknowledged(packets.now(), peer(local), block);
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
        InetSocketAddress near = local.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(packets.server(), local.getPort())
                : local;
        packets.tftp(
                mac, new Datagram(packets.now(), received, near, client.socketAddress(), mac, bytes, bytes.length));
    }
}
