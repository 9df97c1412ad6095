package dev.kindling.simulator.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Sends one file, or ERROR 1 for none; written from RFC 1350 and 2347 without the simulator's codec. */
final class StubTransfer {

    private final byte[] content;
    private final int blockSize;
    private final InetSocketAddress client;

    StubTransfer(byte[] content, int blockSize, InetSocketAddress client) {
        this.content = content;
        this.blockSize = blockSize;
        this.client = client;
    }

    void start(DatagramSocket socket) {
        Thread.ofVirtual().start(() -> run(socket));
    }

    private void run(DatagramSocket socket) {
        try (socket) {
            socket.setSoTimeout(60_000);
            socket.connect(client);
            if (content == null) {
                send(socket, packet(5, 1, "File not found\0".getBytes(StandardCharsets.US_ASCII), 0, 15));
                return;
            }
            byte[] options = ("\0\6blksize\0" + blockSize + "\0tsize\0" + content.length + "\0")
                    .getBytes(StandardCharsets.US_ASCII);
            send(socket, options);
            for (int block = 0; acknowledged(socket, block) && block * blockSize <= content.length; block++) {
                int length = Math.min(blockSize, content.length - block * blockSize);
                send(socket, packet(3, block + 1, content, block * blockSize, length));
            }
        } catch (IOException e) {
            assert e != null;
        }
    }

    private static boolean acknowledged(DatagramSocket socket, int block) throws IOException {
        byte[] buffer = new byte[100];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        return buffer[1] == 4 && ((buffer[2] & 0xff) << 8 | buffer[3] & 0xff) == block;
    }

    private static byte[] packet(int opcode, int number, byte[] bytes, int from, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.write(opcode);
        out.write(number >>> 8);
        out.write(number);
        out.write(bytes, from, length);
        return out.toByteArray();
    }

    private static void send(DatagramSocket socket, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length));
    }
}
