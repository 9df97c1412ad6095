package dev.kindling.boots.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.contract.MacAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngTests {

    private static final Path TCPDUMP = Path.of("/usr/bin/tcpdump");
    private static final MacAddress BOARD = new MacAddress("dc:a6:32:42:00:0b");

    /** 2026-11-23 10:00:00.123456789 UTC. */
    private static final long AT = 1_795_428_000_123_456_789L;

    @TempDir
    Path directory;

    private static Datagram request() {
        byte[] rrq = "\0\1start4.elf\0octet\0tsize\0000\0".getBytes(StandardCharsets.ISO_8859_1);
        return new Datagram(
                AT,
                true,
                new InetSocketAddress("10.0.0.1", 69),
                new InetSocketAddress("10.0.0.11", 49153),
                BOARD,
                rrq,
                rrq.length);
    }

    private static Datagram data() {
        return new Datagram(
                AT + 1_000,
                false,
                new InetSocketAddress("10.0.0.1", 40000),
                new InetSocketAddress("10.0.0.11", 49153),
                BOARD,
                new byte[] {0, 3, 0, 1},
                4 + 512);
    }

    @Test
    void blocksAreAsTheFormatSays() {
        ByteBuffer file = ByteBuffer.wrap(Pcapng.of(List.of(request(), data()), "a comment"));
        List<Integer> types = new ArrayList<>();
        while (file.hasRemaining()) {
            int at = file.position();
            types.add(file.getInt());
            int length = file.getInt();
            assertThat(length % 4).isZero();
            assertThat(file.getInt(at + length - 4)).isEqualTo(length);
            file.position(at + length);
        }
        assertThat(types).containsExactly(0x0A0D0D0A, 1, 6, 6);
    }

    @Test
    void frameHasTheLengthsOfTheWholeDatagram() {
        byte[] frame = Frame.of(data());
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        assertThat(frame).hasSize(Frame.HEADERS + 4);
        assertThat(bytes.getShort(16)).as("IP length").isEqualTo((short) (20 + 8 + 516));
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += bytes.getShort(at) & 0xffff;
        }
        assertThat((sum & 0xffff) + (sum >>> 16)).as("IP checksum").isEqualTo(0xffff);
    }

    @Test
    void tcpdumpReadsIt() throws Exception {
        assumeTrue(Files.isExecutable(TCPDUMP), "skipped: needs tcpdump (apt install tcpdump)");
        Path file = directory.resolve("packets.pcapng");
        Files.write(file, Pcapng.of(List.of(request(), data()), "a comment"));
        Path out = directory.resolve("out");
        Process tcpdump = new ProcessBuilder(TCPDUMP.toString(), "-n", "-e", "-v", "-tt", "-r", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(tcpdump.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out);
        assertThat(tcpdump.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("1795428000.123456")
                .contains("dc:a6:32:42:00:0b > 02:4b:69:6e:64:00")
                .contains("10.0.0.11.49153 > 10.0.0.1.69")
                .contains("RRQ \"start4.elf\" octet tsize 0")
                .contains("10.0.0.1.40000 > 10.0.0.11.49153")
                .doesNotContain("bad cksum");
    }
}
