package dev.kindling.boots.tftp;

import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** One file, in blocks of 512 bytes, as a client at a given address gets it. */
public final class TftpFetch {

    private static final int HEADER = 4;
    private static final int BLOCK = 512;

    private TftpFetch() {}

    public static byte[] from(InetSocketAddress server, Inet4Address client, String file) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(client, 0))) {
            socket.setSoTimeout(60_000);
            send(socket, server, TftpCodec.encode(new TftpPacket.ReadRequest(file, "octet", List.of())));
            int taken = 0;
            boolean over = false;
            while (!over) {
                DatagramPacket packet = new DatagramPacket(new byte[HEADER + BLOCK], HEADER + BLOCK);
                socket.receive(packet);
                ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                if (!(TftpCodec.decode(bytes) instanceof TftpPacket.Data(int block, ByteBuffer content))) {
                    throw new IOException(file + ": " + TftpCodec.decode(bytes));
                }
                // On a slow machine the server sends again what has arrived: that is only acknowledged.
                if (block == (taken + 1) % 65_536) {
                    over = content.remaining() < BLOCK;
                    all.write(packet.getData(), HEADER, content.remaining());
                    taken = block;
                }
                send(socket, packet.getSocketAddress(), TftpCodec.encode(new TftpPacket.Acknowledgement(taken)));
            }
        }
        return all.toByteArray();
    }

    private static void send(DatagramSocket socket, SocketAddress target, ByteBuffer packet) throws IOException {
        socket.send(new DatagramPacket(packet.array(), packet.limit(), target));
    }
}
