package dev.kindling.benchmarks.packets;

import dev.kindling.boots.tftp.packet.MalformedPacketException;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The packets of a transfer: its request once, then an acknowledgement and a block again and again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TftpBenchmark {

    private final ByteBuffer request = TftpCodec.encode(new TftpPacket.ReadRequest(
            "1000000b/kernel8.img",
            "octet",
            List.of(TftpOption.of("tsize", 0), TftpOption.of("blksize", 1_468), TftpOption.of("windowsize", 16))));
    private final ByteBuffer acknowledgement = TftpCodec.encode(new TftpPacket.Acknowledgement(4_711));
    private final ByteBuffer block = ByteBuffer.allocateDirect(TftpCodec.DATA_HEADER + 1_468);
    private final byte[] file = new byte[1_468];

    @Benchmark
    public TftpPacket decodeRequest() throws MalformedPacketException {
        return TftpCodec.decode(request.duplicate());
    }

    @Benchmark
    public TftpPacket decodeAcknowledgement() throws MalformedPacketException {
        return TftpCodec.decode(acknowledgement.duplicate());
    }

    /** As the transfers write it: into the buffer that goes to the kernel. */
    @Benchmark
    public ByteBuffer writeBlock() {
        block.clear();
        TftpCodec.putDataHeader(block, 4_711);
        return block.put(file).flip();
    }
}
