package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.tftp.packet.TftpOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferOptionsTests {

    @Test
    void aRequestWithoutOptionsIsPlainRfc1350() {
        TransferOptions options = negotiate();
        assertThat(options.blockSize()).isEqualTo(512);
        assertThat(options.windowSize()).isEqualTo(1);
        assertThat(options.acknowledged()).isEmpty();
    }

    @Test
    void theConfirmationNamesBlockSizeFirstAndTransferSizeSecondWhateverTheRequestDid() {
        TransferOptions options = negotiate(
                new TftpOption("windowsize", "4"), new TftpOption("TSIZE", "0"), new TftpOption("BlkSize", "1024"));
        assertThat(options.acknowledged())
                .containsExactly(
                        new TftpOption("blksize", "1024"),
                        new TftpOption("tsize", "5000"),
                        new TftpOption("windowsize", "4"));
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "512, 512", "1468, 1468", "1469, 1468", "65464, 1468"})
    void aBlockSizeIsGrantedUpToTheLargest(String asked, int granted) {
        TransferOptions options = negotiate(new TftpOption("blksize", asked));
        assertThat(options.blockSize()).isEqualTo(granted);
        assertThat(options.acknowledged()).containsExactly(TftpOption.of("blksize", granted));
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "65465", "abc", "-1", "''", "1e3", "1000000000000000000000000000000", "٣٠٠"})
    void aBlockSizeOutOfRangeIsIgnored(String asked) {
        TransferOptions options = negotiate(new TftpOption("blksize", asked));
        assertThat(options.blockSize()).isEqualTo(512);
        assertThat(options.acknowledged()).isEmpty();
    }

    @Test
    void unknownOptionsAreLeftOutAndOfARepeatedOneTheFirstCounts() {
        TransferOptions options = negotiate(
                new TftpOption("multicast", ""), new TftpOption("blksize", "600"), new TftpOption("blksize", "700"));
        assertThat(options.acknowledged()).containsExactly(new TftpOption("blksize", "600"));
    }

    @Test
    void aTimeoutIsConfirmedAsAskedAndAWindowIsCapped() {
        TransferOptions options = negotiate(new TftpOption("timeout", "3"), new TftpOption("windowsize", "65535"));
        assertThat(options.timeout()).contains(Duration.ofSeconds(3));
        assertThat(options.windowSize()).isEqualTo(64);
        assertThat(negotiate(new TftpOption("timeout", "256")).acknowledged()).isEmpty();
        assertThat(negotiate(new TftpOption("windowsize", "0")).windowSize()).isEqualTo(1);
    }

    private static TransferOptions negotiate(TftpOption... asked) {
        return TransferOptions.negotiate(List.of(asked), 5000, 1468, 64);
    }
}
