package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.capture.Datagram;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.netboot.ReplyDestination;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingDhcpSocketTests {

    private static final MacAddress BOARD = new MacAddress("dc:a6:32:42:00:0b");
    private static final Inet4Address OWN = Inet4Address.ofLiteral("10.0.0.1");
    private static final Inet4Address ITS = Inet4Address.ofLiteral("10.0.0.11");

    private final PacketKeeper packets =
            new PacketKeeper(new PacketKeeper.Limits(65_536, 1_048_576), OWN, _ -> true, Clock.systemUTC());
    private final Queued wire = new Queued();
    private final RecordingDhcpSocket socket = new RecordingDhcpSocket(wire, packets, OWN);

    /** A wire with one end. */
    private static final class Queued implements DhcpSocket {

        private final Deque<Received> incoming = new ArrayDeque<>();

        @Override
        public Received receive() {
            return incoming.remove();
        }

        @Override
        public void send(ReplyDestination destination, byte[] message) {}

        @Override
        public int port() {
            return 67;
        }

        @Override
        public void close() {}
    }

    private static byte[] message(String relay) {
        byte[] message = new byte[300];
        message[1] = 1;
        message[2] = 6;
        System.arraycopy(Inet4Address.ofLiteral(relay).getAddress(), 0, message, 24, 4);
        System.arraycopy(BOARD.bytes(), 0, message, 28, 6);
        return message;
    }

    @Test
    void broadcastsAndAnswersAreKeptAsTheyWereOnTheWire() throws IOException {
        wire.incoming.add(new DhcpSocket.Received(message("0.0.0.0"), new InetSocketAddress("0.0.0.0", 68)));
        socket.receive();
        socket.send(new ReplyDestination.Link(ITS, BOARD), message("0.0.0.0"));
        socket.send(new ReplyDestination.Broadcast(), message("0.0.0.0"));

        List<Datagram> kept = packets.all(BOARD);
        assertThat(kept.get(0).near()).isEqualTo(new InetSocketAddress("255.255.255.255", 67));
        assertThat(kept.get(0).link()).isEqualTo(BOARD);
        assertThat(kept.get(1).far()).isEqualTo(new InetSocketAddress(ITS, 68));
        assertThat(kept.get(2).link()).isEqualTo(new MacAddress("ff:ff:ff:ff:ff:ff"));
    }

    @Test
    void relayedOnesAreTheBoardsThoughTheyComeFromTheRelay() throws IOException {
        wire.incoming.add(new DhcpSocket.Received(message("10.9.0.1"), new InetSocketAddress("10.9.0.1", 67)));
        socket.receive();
        assertThat(packets.all(BOARD)).singleElement().satisfies(kept -> {
            assertThat(kept.far()).isEqualTo(new InetSocketAddress("10.9.0.1", 67));
            assertThat(kept.link()).isNotEqualTo(BOARD);
        });
    }

    @Test
    void whatIsTooShortOrOfAnotherMediumIsHandedOnAndNotKept() throws IOException {
        wire.incoming.add(new DhcpSocket.Received(new byte[20], new InetSocketAddress("0.0.0.0", 68)));
        assertThat(socket.receive().data()).hasSize(20);
        assertThat(packets.bytes()).isZero();
    }
}
