package dev.kindling.agent.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TarReaderTests {

    /** As GNU tar stores file capabilities: bytes that are no text, and an access list after them. */
    @Test
    void binaryExtendedAttributesArePassedOverWhole() throws Exception {
        byte[] value = {1, 0, 0, 2, (byte) 0xff, (byte) 0xc3, 0x28, (byte) 0x80, '\n', 0, '=', (byte) 0xfe};
        byte[] records = concat(
                concat(record("SCHILY.xattr.security.capability", value), record("path", "bin/pïng".getBytes("UTF-8"))),
                record("mtime", "1700000000.25".getBytes("UTF-8")));
        byte[] archive = concat(
                concat(member("PaxHeaders/ping", 'x', records), member("bin/ping", '0', "content".getBytes("UTF-8"))),
                new byte[1024]);
        TarReader tar = new TarReader(new ByteArrayInputStream(archive));

        TarEntry entry = tar.next().orElseThrow();

        assertThat(entry.name()).isEqualTo("bin/pïng");
        assertThat(entry.extras()).isTrue();
        assertThat(entry.attributes().modified().getEpochSecond()).isEqualTo(1_700_000_000);
        assertThat(tar.content().readAllBytes()).asString().isEqualTo("content");
        assertThat(tar.next()).isEqualTo(Optional.empty());
    }

    @Test
    void recordWhoseLengthDoesNotFitIsDamage() throws Exception {
        for (String record : new String[] {"99 path=x\n", "5 path=x\n", "path=x\n", "0 \n", "11 path=xyz"}) {
            byte[] archive =
                    concat(member("x", 'x', record.getBytes(StandardCharsets.UTF_8)), member("y", '0', new byte[0]));
            assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(archive)).next())
                    .as(record)
                    .hasMessageContaining("a pax header is damaged");
        }
    }

    private static byte[] record(String key, byte[] value) throws Exception {
        byte[] rest = concat(concat((" " + key + "=").getBytes("UTF-8"), value), new byte[] {'\n'});
        int length = rest.length + 1;
        while (Integer.toString(length).length() + rest.length != length) {
            length++;
        }
        return concat(Integer.toString(length).getBytes("UTF-8"), rest);
    }

    private static byte[] member(String name, char type, byte[] content) throws Exception {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(content.length));
        put(header, 136, "00000000000");
        header[156] = (byte) type;
        put(header, 257, "ustar");
        put(header, 263, "00");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o".formatted(sum));
        return concat(header, Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }

    private static void put(byte[] header, int at, String text) throws Exception {
        byte[] bytes = text.getBytes("UTF-8");
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static byte[] concat(byte[] one, byte[] two) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(two);
        return both.toByteArray();
    }
}
