package dev.kindling.boots.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SyslogCodecTests {

    @Test
    void bothFormsAreRead() {
        assertThat(decode("<13>Nov 25 22:10:01 pi dhcpcd[412]: eth0: leased 192.168.42.11"))
                .isEqualTo(new LogLine(5, "dhcpcd", "eth0: leased 192.168.42.11"));
        assertThat(decode("<11>Nov  5 02:10:01 pi kernel: mmc0: error -110"))
                .isEqualTo(new LogLine(3, "kernel", "mmc0: error -110"));
        assertThat(decode("<165>1 2026-11-25T22:14:15.003Z pi k3s 812 ID47 [a@1 k=\"v\\]\"][b@1] \uFEFFnode is ready"))
                .isEqualTo(new LogLine(5, "k3s", "node is ready"));
        assertThat(decode("<34>1 - - - - - -")).isEqualTo(new LogLine(2, "", ""));
        assertThat(decode("<30>agent: started")).isEqualTo(new LogLine(6, "agent", "started"));
    }

    @Test
    void whatIsInNeitherFormIsALineAllTheSame() {
        assertThat(decode("Net boot: no response")).isEqualTo(new LogLine(5, "", "Net boot: no response"));
        assertThat(decode("<999>text")).isEqualTo(new LogLine(5, "", "<999>text"));
        assertThat(decode("<13")).isEqualTo(new LogLine(5, "", "<13"));
        assertThat(decode("").isEmpty()).isTrue();
    }

    @Test
    void aSecretInALineIsNotKept() {
        assertThat(decode(
                                "<6>kernel: Kernel command line: quiet kindling.nonce=AbC_9 kindling.time=5 registry_password=x")
                        .text())
                .isEqualTo("Kernel command line: quiet kindling.nonce=*** kindling.time=5 registry_password=***");
    }

    @Test
    void anyBytesGiveALine() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            byte[] start = "<13>1 ".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(start, 0, bytes, 0, Math.min(start.length, bytes.length));
            assertThat(SyslogCodec.decode(bytes).level()).isBetween(0, 7);
        }
    }

    @Test
    void piecesOfNetconsoleBecomeLines() {
        NetconsoleLines lines = new NetconsoleLines();
        assertThat(lines.add("Boot mode: NET".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(lines.add("WORK (02)\r\nTFTP: start4.elf\nx".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        List.of(new LogLine(5, "", "Boot mode: NETWORK (02)"), new LogLine(5, "", "TFTP: start4.elf")));
        assertThat(lines.flush()).isEqualTo(List.of(new LogLine(5, "", "x")));
        assertThat(lines.add("3,416,1758426,-;Kernel panic\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(List.of(new LogLine(3, "kernel", "Kernel panic")));
        assertThat(lines.add(new byte[5000])).hasSizeLessThanOrEqualTo(5);
    }

    private static LogLine decode(String text) {
        return SyslogCodec.decode(text.getBytes(StandardCharsets.UTF_8));
    }
}
