package dev.kindling.boots.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Foreign and malformed packets at the ports of DHCP and TFTP in turn, so many in a second, until it is closed. */
final class LoopbackStorm implements AutoCloseable {

    private static final Inet4Address STRANGER = Inet4Address.ofLiteral("127.43.0.9");
    private static final int BURST = 50;
    private static final int KINDS = 100;
    private static final int CHADDR = 28;
    private static final int COOKIE = 236;

    private final InetSocketAddress dhcp;
    private final InetSocketAddress tftp;
    private final int rate;
    private final List<byte[]> discovers = new ArrayList<>();
    private final List<byte[]> reads = new ArrayList<>();
    private final long begin = System.nanoTime();
    private final Thread thread;
    private volatile boolean blowing = true;
    private volatile long sent;
    private volatile Throwable failure;

    private LoopbackStorm(LoopbackBoots boots, int rate) throws Exception {
        this.dhcp = boots.dhcp();
        this.tftp = boots.tftp();
        this.rate = rate;
        Random random = new Random(7);
        for (int number = 0; number < KINDS; number++) {
            discovers.add(discover(number, random));
            reads.add(read(number, random));
        }
        this.thread = Thread.ofPlatform().name("storm").start(this::run);
    }

    /** @param rate packets in a second, to both ports together */
    static LoopbackStorm start(LoopbackBoots boots, int rate) throws Exception {
        return new LoopbackStorm(boots, rate);
    }

    /** A DISCOVER of a stranger, a reply of a server, a cut one, a spoilt one, or noise. */
    private static byte[] discover(int number, Random random) throws Exception {
        byte[] whole = DhcpCodec.encode(Packets.relayed(Captures.packet("pi400-dhcp-discover"), STRANGER));
        whole[CHADDR] = 2;
        whole[CHADDR + 5] = (byte) number;
        switch (number % 5) {
            case 0 -> {}
            case 1 -> whole[0] = 2;
            case 2 -> whole[COOKIE + random.nextInt(4)] ^= 1;
            case 3 -> whole = Arrays.copyOf(whole, 20 + random.nextInt(200));
            default -> random.nextBytes(whole);
        }
        return whole;
    }

    /** A request of a stranger, the packets of no transfer, a cut request, or noise. */
    private static byte[] read(int number, Random random) {
        byte[] whole = bytes(new TftpPacket.ReadRequest("start4.elf", "octet", List.of()));
        switch (number % 5) {
            case 0 -> {}
            case 1 -> whole = bytes(new TftpPacket.Acknowledgement(number));
            case 2 -> whole[1] = 3;
            case 3 -> whole = Arrays.copyOf(whole, random.nextInt(whole.length));
            default -> random.nextBytes(whole);
        }
        return whole;
    }

    private static byte[] bytes(TftpPacket packet) {
        ByteBuffer bytes = TftpCodec.encode(packet);
        return Arrays.copyOf(bytes.array(), bytes.remaining());
    }

    private void run() {
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(STRANGER, 0))) {
            for (long count = 0; blowing; count += BURST) {
                burst(channel, count);
                sent = count + BURST;
                long early = begin + sent * 1_000_000_000L / rate - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void burst(DatagramChannel channel, long first) throws IOException {
        for (long number = first; number < first + BURST; number++) {
            int kind = (int) (number / 2 % KINDS);
            boolean even = number % 2 == 0;
            channel.send(ByteBuffer.wrap((even ? discovers : reads).get(kind)), even ? dhcp : tftp);
        }
    }

    long sent() {
        return sent;
    }

    /** What it really sent in a second until now. */
    long perSecond() {
        return sent * 1_000_000_000L / (System.nanoTime() - begin);
    }

    @Override
    public void close() {
        blowing = false;
        try {
            thread.join(10_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        assertThat(failure).isNull();
    }
}
