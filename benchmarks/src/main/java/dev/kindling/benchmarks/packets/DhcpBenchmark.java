package dev.kindling.benchmarks.packets;

import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.netboot.BootDecider;
import dev.kindling.boots.netboot.BootDecision;
import dev.kindling.boots.netboot.BootRequest;
import dev.kindling.boots.netboot.Circumstances;
import dev.kindling.boots.netboot.DhcpMode;
import dev.kindling.boots.netboot.LeaseSettings;
import dev.kindling.boots.netboot.ServerLink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One DHCP packet from its bytes to the bytes of its answer, and each step of that by itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DhcpBenchmark {

    @Param
    private Client client;

    private final BootDecider decider = new BootDecider(LeaseSettings.of(Duration.ofHours(8)));
    private byte[] discover;
    private byte[] request;
    private BootRequest decoded;
    private DhcpPacket offer;
    private Circumstances circumstances;

    @Setup
    public void prepare() throws MalformedPacketException {
        discover = DhcpCodec.encode(client.discover());
        request = DhcpCodec.encode(client.request());
        circumstances =
                Circumstances.of(ServerLink.of(DhcpMode.RESERVATION, Client.SERVER), Optional.of(client.machine()));
        decoded = BootRequest.from(DhcpCodec.decode(discover));
        offer = reply(decoded);
    }

    @Benchmark
    public DhcpPacket decode() throws MalformedPacketException {
        return DhcpCodec.decode(discover);
    }

    @Benchmark
    public BootDecision decide() {
        return decider.decide(decoded, circumstances);
    }

    @Benchmark
    public byte[] encode() {
        return DhcpCodec.encode(offer, decoded.largestReply());
    }

    /** Both packets of a lease, bytes to bytes. */
    @Benchmark
    public int exchange() throws MalformedPacketException {
        return answer(discover).length + answer(request).length;
    }

    private byte[] answer(byte[] bytes) throws MalformedPacketException {
        BootRequest asked = BootRequest.from(DhcpCodec.decode(bytes));
        return DhcpCodec.encode(reply(asked), asked.largestReply());
    }

    private DhcpPacket reply(BootRequest asked) {
        return switch (decider.decide(asked, circumstances)) {
            case BootDecision.Reply(DhcpPacket packet) -> packet;
            case BootDecision.Ignore ignored -> throw new IllegalStateException(client + " is ignored: " + ignored);
        };
    }
}
