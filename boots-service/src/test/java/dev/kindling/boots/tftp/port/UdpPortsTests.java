package dev.kindling.boots.tftp.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpPortsTests {

    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    /** The kernel gives the next socket the number of the one that was closed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void portThatIsClosedByItsLastPacketTakesNoneOfTheNextOne(boolean batches) throws Exception {
        UdpPorts ports = UdpPorts.open(batches, 512);
        try {
            AtomicReference<UdpPort> first = new AtomicReference<>();
            AtomicInteger heard = new AtomicInteger();
            first.set(ports.open(ANY, (_, _) -> {
                heard.incrementAndGet();
                first.get().close();
            }));
            send(first.get());
            awaitHeard(ports, heard, 1);

            UdpPort second = ports.open(ANY, (_, _) -> heard.incrementAndGet());
            send(second);
            awaitHeard(ports, heard, 2);
        } finally {
            ports.close();
        }
    }

    private static void awaitHeard(UdpPorts ports, AtomicInteger heard, int wanted) throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (heard.get() < wanted) {
            assertThat(System.nanoTime()).as("%s packets of %d", heard, wanted).isLessThan(end);
            ports.await(50);
        }
    }

    private static void send(UdpPort port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(ANY)) {
            socket.send(new DatagramPacket(new byte[4], 4, port.localAddress()));
        }
    }
}
