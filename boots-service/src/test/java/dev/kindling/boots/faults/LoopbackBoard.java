package dev.kindling.boots.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.proto.directory.v1.BootMode;
import dev.kindling.proto.directory.v1.Machine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Raspberry Pi on the loopback interface: asks through a relay of its own, then reads the two generated files and its
 * firmware from its own address. Asks again, as boards do, what is not answered within a second.
 *
 * @param number 1 to 240, in its MAC and its IP address
 */
record LoopbackBoard(int number) {

    private static final Inet4Address RELAY = Inet4Address.ofLiteral("127.43.0.1");
    private static final int ATTEMPTS = 180;
    private static final int PATIENCE_MILLIS = 1_000;
    /** Between two blocks: the server sends again by itself, so the board does not begin anew so soon. */
    private static final int BLOCK_MILLIS = 10_000;

    private static final AtomicInteger XIDS = new AtomicInteger(0x43000000);

    String mac() {
        return "dc:a6:32:43:00:%02x".formatted(number);
    }

    String address() {
        return "127.43.0." + (10 + number);
    }

    Machine machine(String hostname) {
        return Machine.newBuilder()
                .setMac(mac())
                .setHardwareId(new UUID(0, number).toString())
                .setHostname(hostname)
                .setAddress(address())
                .setNetmask("255.255.255.0")
                .setArch("aarch64")
                .setAllowPxe(true)
                .setBootMode(BootMode.BOOT_MODE_NETBOOT)
                .build();
    }

    /**
     * Boots until it has its firmware.
     *
     * @return its kernel command line
     */
    String boot(LoopbackBoots boots) throws Exception {
        return boot(boots, () -> null);
    }

    /** As {@link #boot(LoopbackBoots)}, with a rest of the given kind between every two of its steps. */
    String boot(LoopbackBoots boots, Callable<?> rest) throws Exception {
        try (DatagramSocket relay = new DatagramSocket(new InetSocketAddress(RELAY, 0))) {
            int xid = XIDS.incrementAndGet();
            DhcpPacket discover = mine(Captures.packet("pi400-dhcp-discover"), xid);
            DhcpPacket offer = exchange(relay, boots.dhcp(), discover, MessageType.OFFER);
            rest.call();
            DhcpPacket ack = exchange(relay, boots.dhcp(), mine(Packets.requestFor(offer), xid), MessageType.ACK);
            assertThat(List.of(offer.yiaddr(), ack.yiaddr())).as(mac()).containsOnly(Inet4Address.ofLiteral(address()));
        }
        rest.call();
        byte[] config = fetch(boots.tftp(), "config.txt");
        rest.call();
        byte[] line = fetch(boots.tftp(), "cmdline.txt");
        fetch(boots.tftp(), "start4.elf");
        rest.call();
        assertThat(fetch(boots.tftp(), "config.txt")).as("the same in one boot").isEqualTo(config);
        assertThat(fetch(boots.tftp(), "cmdline.txt"))
                .as("the same in one boot")
                .isEqualTo(line);
        return new String(line, StandardCharsets.US_ASCII);
    }

    private DhcpPacket mine(DhcpPacket packet, int xid) {
        return new DhcpPacket(
                packet.op(),
                packet.htype(),
                packet.hlen(),
                packet.hops(),
                xid,
                packet.secs(),
                packet.flags(),
                packet.ciaddr(),
                packet.yiaddr(),
                packet.siaddr(),
                packet.giaddr(),
                Bytes.ofHex(mac().replace(":", "") + "00".repeat(10)),
                packet.sname(),
                packet.file(),
                packet.options());
    }

    private DhcpPacket exchange(DatagramSocket relay, InetSocketAddress server, DhcpPacket packet, MessageType wanted)
            throws Exception {
        byte[] bytes = DhcpCodec.encode(Packets.relayed(packet, RELAY));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            relay.send(new DatagramPacket(bytes, bytes.length, server));
            Optional<DhcpPacket> reply = hear(relay, wanted);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        throw new AssertionError(mac() + " got no " + wanted);
    }

    /** Waits for this kind of reply, whatever else comes: that may be a late one to what was asked before. */
    private static Optional<DhcpPacket> hear(DatagramSocket relay, MessageType wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        long left = PATIENCE_MILLIS;
        while (left > 0) {
            relay.setSoTimeout((int) left);
            DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
            try {
                relay.receive(answer);
            } catch (SocketTimeoutException _) {
                return Optional.empty();
            }
            DhcpPacket reply = DhcpCodec.decode(Arrays.copyOf(answer.getData(), answer.getLength()));
            if (reply.type().orElseThrow() == wanted) {
                return Optional.of(reply);
            }
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return Optional.empty();
    }

    /** A whole file, asked for as often as it takes. */
    byte[] fetch(InetSocketAddress server, String file) throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address(), 0))) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                return fetch(socket, server, file);
            } catch (SocketTimeoutException _) {
                // Asks again from another port, as a board does.
            }
        }
        throw new AssertionError(mac() + " got no " + file);
    }

    private static byte[] fetch(DatagramSocket socket, InetSocketAddress server, String file) throws Exception {
        send(socket, server, new TftpPacket.ReadRequest(file, "octet", List.of()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        boolean over = false;
        while (!over) {
            DatagramPacket packet = new DatagramPacket(new byte[1_024], 1_024);
            socket.receive(packet);
            TftpPacket received = TftpCodec.decode(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            if (!(received instanceof TftpPacket.Data(int block, ByteBuffer payload))) {
                throw new AssertionError(file + ": " + received);
            }
            if (block == last + 1) {
                byte[] data = new byte[payload.remaining()];
                payload.get(data);
                bytes.writeBytes(data);
                last = block;
                over = data.length < 512;
                socket.setSoTimeout(BLOCK_MILLIS);
            }
            // Also of a block that came already: then the acknowledgement before was lost.
            send(socket, packet.getSocketAddress(), new TftpPacket.Acknowledgement(last));
        }
        return bytes.toByteArray();
    }

    private static void send(DatagramSocket socket, SocketAddress to, TftpPacket packet) throws IOException {
        ByteBuffer bytes = TftpCodec.encode(packet);
        socket.send(new DatagramPacket(bytes.array(), bytes.remaining(), to));
    }
}
