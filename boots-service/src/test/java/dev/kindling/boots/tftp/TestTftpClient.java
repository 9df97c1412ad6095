package dev.kindling.boots.tftp;

import dev.kindling.boots.tftp.packet.MalformedPacketException;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** A client that does what a test tells it, right or wrong. */
final class TestTftpClient implements AutoCloseable {

    private final InetSocketAddress server;
    private final DatagramSocket socket;
    private InetSocketAddress transfer;

    TestTftpClient(InetSocketAddress server) throws IOException {
        this.server = server;
        this.socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        this.socket.setSoTimeout(60_000);
    }

    void request(String file, TftpOption... options) throws IOException {
        sendTo(server, TftpCodec.encode(new TftpPacket.ReadRequest(file, "octet", List.of(options))));
    }

    void requestRaw(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, server));
    }

    /** Asks everybody on the loopback interface. */
    void broadcast(String file, int port) throws IOException {
        socket.setBroadcast(true);
        sendTo(
                new InetSocketAddress("127.255.255.255", port),
                TftpCodec.encode(new TftpPacket.ReadRequest(file, "octet", List.of())));
    }

    /** Sends to where the last packet came from. */
    void send(TftpPacket packet) throws IOException {
        sendTo(transfer, TftpCodec.encode(packet));
    }

    void sendTo(InetSocketAddress target, ByteBuffer packet) throws IOException {
        socket.send(new DatagramPacket(packet.array(), packet.remaining(), target));
    }

    void acknowledge(int block) throws IOException {
        send(new TftpPacket.Acknowledgement(block));
    }

    InetSocketAddress transfer() {
        return transfer;
    }

    TftpPacket receive() throws IOException, MalformedPacketException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        transfer = (InetSocketAddress) packet.getSocketAddress();
        return TftpCodec.decode(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
    }

    /** Fetches a whole file in lockstep. */
    byte[] fetch(String file, TftpOption... options) throws IOException, MalformedPacketException {
        request(file, options);
        return rest(0, 512);
    }

    /**
     * What is still to come, acknowledged block by block. A slow machine makes the server send again what has arrived:
     * that is acknowledged and passed over.
     *
     * @param received the last block that has come
     * @param blockSize unless a confirmation comes that says otherwise
     * @throws IOException when an error comes instead
     */
    byte[] rest(int received, int blockSize) throws IOException, MalformedPacketException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int taken = received;
        int size = blockSize;
        boolean over = false;
        while (!over) {
            switch (receive()) {
                case TftpPacket.OptionAcknowledgement(List<TftpOption> granted) -> {
                    for (TftpOption option : granted) {
                        size = option.is("blksize") ? Integer.parseInt(option.value()) : size;
                    }
                }
                case TftpPacket.Data(int block, ByteBuffer payload) -> {
                    if (block == (taken + 1) % 65_536) {
                        byte[] data = new byte[payload.remaining()];
                        payload.get(data);
                        bytes.writeBytes(data);
                        taken = block;
                        over = data.length < size;
                    }
                }
                case TftpPacket other -> throw new IOException("no block but " + other);
            }
            acknowledge(taken);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
