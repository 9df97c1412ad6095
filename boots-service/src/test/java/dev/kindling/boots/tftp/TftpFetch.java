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

    private static final int BLOCK = 512;

    private TftpFetch() {}

    public static byte[] from(InetSocketAddress server, Inet4Address client, String file) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(client, 0))) {
            socket.setSoTimeout(60_000);
            send(socket, server, TftpCodec.encode(new TftpPacket.ReadRequest(file, "octet", List.of())));
            byte[] data;
            do {
                DatagramPacket packet = new DatagramPacket(new byte[BLOCK + 4], BLOCK + 4);
                socket.receive(packet);
                ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                if (!(TftpCodec.decode(bytes) instanceof TftpPacket.Data(int block, ByteBuffer content))) {
                    throw new IOException(file + ": " + TftpCodec.decode(bytes));
                }
                data = new byte[content.remaining()];
                content.get(data);
                all.write(data);
                send(socket, packet.getSocketAddress(), TftpCodec.encode(new TftpPacket.Acknowledgement(block)));
            } while (data.length == BLOCK);
        }
        return all.toByteArray();
    }

    private static void send(DatagramSocket socket, SocketAddress target, ByteBuffer packet) throws IOException {
        socket.send(new DatagramPacket(packet.array(), packet.limit(), target));
    }
}
