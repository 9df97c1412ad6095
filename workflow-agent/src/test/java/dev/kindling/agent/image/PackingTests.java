package dev.kindling.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Packed files as other programs than the JDK write them. */
class PackingTests {

    /** The buffer in front of a decompressor; the image reader hands on four of it at once. */
    private static final int CHUNK = 64 << 10;

    @TempDir
    Path root;

    /** A source that says it has nothing at hand, and gives so many bytes at once. */
    private static InputStream source(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int available() {
                return 0;
            }

            @Override
            public synchronized int read(byte[] buffer, int offset, int count) {
                return super.read(buffer, offset, Math.min(count, CHUNK - pos % CHUNK));
            }
        };
    }

    private static byte[] unpacked(byte[] packed) throws ActionFailure, IOException {
        PushbackInputStream in = Compression.peekable(source(packed));
        Compression compression = Compression.of(in);
        try (InputStream content = compression.unpack(new BufferedInputStream(in, CHUNK))) {
            return content.readAllBytes();
        }
    }

    @Test
    void gzipMemberThatEndsWhereABufferEndsIsNotTheLast() throws Exception {
        byte[] content = noise(3 * 40_000);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int n = 0; n < 3; n++) {
            packed.write(member(content, n * 40_000, 40_000, CHUNK));
        }
        assertThat(unpacked(packed.toByteArray())).isEqualTo(content);
    }

    /** As bgzip writes: many members with an extra field, and an empty one at the end. */
    @Test
    void manySmallGzipMembersAreOneFile() throws Exception {
        byte[] content = noise(500 * 301);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int n = 0; n < 500; n++) {
            packed.write(member(content, n * 301, 301, 301 + 5 + 20 + 6 + n % 7));
        }
        packed.write(member(content, 0, 0, 40));
        assertThat(unpacked(packed.toByteArray())).isEqualTo(content);
    }

    @Test
    void zerosBehindTheLastGzipMemberArePadding() throws Exception {
        byte[] packed = concat(member(noise(99), 0, 99, 200), new byte[1000]);
        assertThat(unpacked(packed)).isEqualTo(noise(99));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1f8b0700", "1f8c", "41", "000041"})
    void whatFollowsAGzipMemberAndIsNoneIsSaid(String behind) throws Exception {
        byte[] packed = concat(member(noise(99), 0, 99, 200), HexFormat.of().parseHex(behind));
        assertThatThrownBy(() -> unpacked(packed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gzip file is damaged");
    }

    @Test
    void gzipFileWithAWrongChecksumOrACutEndIsDamaged() throws Exception {
        byte[] packed = member(noise(99), 0, 99, 200);
        packed[packed.length - 5] ^= 1;
        assertThatThrownBy(() -> unpacked(packed)).hasMessageContaining("a checksum is wrong");
        byte[] cut = java.util.Arrays.copyOf(member(noise(99), 0, 99, 200), 150);
        assertThatThrownBy(() -> unpacked(cut)).hasMessageContaining("ends in its middle");
    }

    @Test
    void gzipFilesOfTheJdkAndTheirHeadersAreRead() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(noise(200_000));
        }
        byte[] plain = packed.toByteArray();
        byte[] named = concat(HexFormat.of().parseHex("1f8b081a0000000000036e616d65006e6f746500ffff"), new byte[0]);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(plain);
        both.write(named);
        both.write(plain, 10, plain.length - 10);
        assertThat(unpacked(both.toByteArray())).isEqualTo(concat(noise(200_000), noise(200_000)));
    }

    /** As pzstd writes: each frame has a skippable one before it that says how long it is. */
    @Test
    void skippableZstdFramesArePassedOver() throws Exception {
        byte[] skippable = HexFormat.of().parseHex("502a4d180400000001020304");
        byte[] one = zstd(noise(300_000));
        byte[] two = zstd(noise(70_000));
        byte[] packed = concat(concat(skippable, one), concat(concat(skippable, two), skippable));
        assertThat(unpacked(packed)).isEqualTo(concat(noise(300_000), noise(70_000)));
        assertThatThrownBy(() -> unpacked(concat(one, "garbage".getBytes())))
                .hasMessageContaining("what follows a frame is none");
        assertThatThrownBy(() -> unpacked(java.util.Arrays.copyOf(one, one.length - 1)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-3", "-19", "--fast -C", "-1 --no-check"})
    void filesOfTheRealZstdAreRead(String options) throws Exception {
        byte[] content = concat(noise(3_000_000), new byte[9_000_000]);
        assertThat(unpacked(tool("zstd -q -c " + options, content))).isEqualTo(content);
    }

    @Test
    void largeXzDictionaryIsRefusedBeforeTheDiskIsTouched() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(packed, new LZMA2Options(0))) {
            out.write(new byte[1000]);
        }
        // The block's header: length, flags, filter, length of its properties, 96 MiB as the dictionary's size,
        // padding, CRC.
        byte[] file = packed.toByteArray();
        file[16] = 29;
        CRC32 crc = new CRC32();
        crc.update(file, 12, 8);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(20, (int) crc.getValue());
        assertThatThrownBy(() -> run(file, Map.of()))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("takes 96 MiB of memory")
                .hasMessageContaining("pack it again with xz -9 or less");
        assertThat(Files.readAllBytes(card())).containsOnly(0x55);
    }

    @Test
    void largeZstdWindowIsRefusedBeforeTheDiskIsTouched() throws Exception {
        byte[] packed = tool("zstd -q -c --long=27", noise(1_000_000));
        assertThatThrownBy(() -> run(packed, Map.of()))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("window of 128 MiB")
                .hasMessageContaining("without --long");
        assertThat(Files.readAllBytes(card())).containsOnly(0x55);
    }

    @ParameterizedTest
    @CsvSource({
        "04224d18606070730000000000000000, lz4",
        "02214c18606070730000000000000000, lz4 legacy",
        "894c5a4f000d0a1a0a10402080094001, lzop",
        "4c5a4950010c00000000000000000000, lzip",
        "5d00008000ffffffffffffffff003fff, lzma",
        "5d000080000000100000000000003fff, lzma"
    })
    void packingThatIsKnownByNameOnlyIsRefusedByName(String head, String name) throws Exception {
        byte[] packed = concat(HexFormat.of().parseHex(head), noise(1000));
        assertThatThrownBy(() -> run(packed, Map.of()))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("is packed with " + name + ",");
        assertThat(Files.readAllBytes(card())).containsOnly(0x55);
    }

    @Test
    void whatIsSaidToBePackedAndIsNotIsRefused() throws Exception {
        assertThatThrownBy(() -> run(noise(1000), Map.of("COMPRESSED", "true")))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("COMPRESSED is true");
        assertThat(Files.readAllBytes(card())).containsOnly(0x55);
        assertThat(run(zstd(noise(1000)), Map.of("COMPRESSED", "true"))).contains("zstd");
        assertThat(run(noise(1000), Map.of("COMPRESSED", "false"))).contains("none");
    }

    private Path card() {
        return root.resolve("dev/mmcblk0");
    }

    private String run(byte[] served, Map<String, String> more) throws Exception {
        Files.createDirectories(card().getParent());
        byte[] old = new byte[4 << 20];
        java.util.Arrays.fill(old, (byte) 0x55);
        Files.write(card(), old);
        try (ImageServer server = new ImageServer(served)) {
            Map<String, String> environment = new HashMap<>(more);
            environment.put("IMG_URL", server.uri().toString());
            environment.put("DEST_DISK", "/dev/mmcblk0");
            environment.put("INSECURE_NO_SHA256", "true");
            HttpClient http = new HttpClient(
                    Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(60));
            return new ImageToDisk(http, attempt -> {})
                    .run(Contexts.of(root, "kindling/image2disk", environment))
                    .message();
        }
    }

    /** A gzip member of a stored block and an extra field, of exactly so many bytes. */
    private static byte[] member(byte[] content, int offset, int length, int size) {
        int extra = size - 12 - length - 5 - 8;
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(size).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        buffer.put(HexFormat.of().parseHex("1f8b08040000000000ff")).putShort((short) extra);
        buffer.put(new byte[extra]);
        buffer.put((byte) 1).putShort((short) length).putShort((short) ~length);
        buffer.put(content, offset, length);
        CRC32 crc = new CRC32();
        crc.update(content, offset, length);
        return buffer.putInt((int) crc.getValue()).putInt(length).array();
    }

    private static byte[] zstd(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] tool(String command, byte[] content) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/zstd")), "skipped: needs the Debian package zstd");
        Process process = new ProcessBuilder(command.split(" ")).start();
        Thread feeder = new Thread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(content);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        feeder.start();
        byte[] packed = process.getInputStream().readAllBytes();
        feeder.join();
        return packed;
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
