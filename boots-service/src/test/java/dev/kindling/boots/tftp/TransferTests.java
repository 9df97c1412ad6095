package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.content.FileContent;
import dev.kindling.boots.tftp.Transfer.Outcome;
import dev.kindling.boots.tftp.packet.MalformedPacketException;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<TftpPacket> sent = new ArrayList<>();
    private long now = 5 * SECOND;

    @Test
    void withoutOptionsTheFirstBlockGoesOutAtOnceAndTheLastIsShort() throws IOException {
        Transfer transfer = start(1000);
        assertThat(blocks()).containsExactly(1);
        acknowledge(transfer, 1);
        assertThat(blocks()).containsExactly(2);
        acknowledge(transfer, 2);
        assertThat(sent).isEmpty();
        assertThat(transfer.outcome()).isEqualTo(Outcome.DONE);
        assertThat(transfer.bytes()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "511, 1", "512, 2", "513, 2", "1024, 3"})
    void aFileThatFillsItsLastBlockIsEndedByAnEmptyOne(int size, int blocks) throws IOException {
        Transfer transfer = start(size);
        for (int block = 1; block <= blocks; block++) {
            assertThat(transfer.outcome()).isEqualTo(Outcome.RUNNING);
            int expected = block < blocks ? 512 : size % 512;
            assertThat(((TftpPacket.Data) sent.getFirst()).payload().remaining())
                    .isEqualTo(expected);
            sent.clear();
            acknowledge(transfer, block);
        }
        assertThat(transfer.outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void noDataGoesOutBeforeTheConfirmationOfOptionsIsAcknowledged() throws IOException {
        Transfer transfer = start(100, new TftpOption("blksize", "64"), new TftpOption("tsize", "0"));
        assertThat(sent)
                .containsExactly(new TftpPacket.OptionAcknowledgement(
                        List.of(TftpOption.of("blksize", 64), TftpOption.of("tsize", 100))));
        sent.clear();
        acknowledge(transfer, 65_535);
        assertThat(sent).isEmpty();
        acknowledge(transfer, 0);
        assertThat(blocks()).containsExactly(1);
    }

    @Test
    @Rule(negative = "T8")
    void aRepeatedAcknowledgementIsNotAnswered() throws IOException {
        Transfer transfer = start(5000);
        acknowledge(transfer, 1);
        assertThat(blocks()).containsExactly(1, 2);
        acknowledge(transfer, 1);
        acknowledge(transfer, 0);
        acknowledge(transfer, 3);
        assertThat(sent).isEmpty();
        acknowledge(transfer, 2);
        assertThat(blocks()).containsExactly(3);
    }

    @Test
    @Rule(positive = "T10", negative = "T7")
    void silenceIsAnsweredAfterOneSecondThenTwoThenFourAndThenGivenUp() throws IOException {
        Transfer transfer = start(5000);
        acknowledge(transfer, 1);
        sent.clear();
        List<Long> seconds = new ArrayList<>();
        long began = now;
        while (transfer.outcome() == Outcome.RUNNING) {
            now += SECOND / 10;
            transfer.elapsed(now);
            if (!sent.isEmpty()) {
                assertThat(blocks()).containsExactly(2);
                seconds.add((now - began) / SECOND);
            }
        }
        assertThat(seconds).containsExactly(1L, 3L, 7L, 11L, 15L);
        assertThat(transfer.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(transfer.retransmissions()).isEqualTo(5);
    }

    @Test
    @Rule(negative = "T24")
    void aClientThatNeverAnsweredDrawsFourPacketsAtMost() throws IOException {
        Transfer transfer = start(5000);
        while (transfer.outcome() == Outcome.RUNNING) {
            now += SECOND;
            transfer.elapsed(now);
        }
        assertThat(sent).hasSize(4);
    }

    @Test
    void anErrorFromTheClientEndsTheTransferWithoutAnAnswer() throws IOException {
        Transfer transfer = start(5000, new TftpOption("tsize", "0"));
        sent.clear();
        transfer.received(new TftpPacket.Failure(0, "Early terminate"), now);
        assertThat(transfer.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(sent).isEmpty();
    }

    @Test
    void aGapInsideAWindowMovesTheWindowBehindTheLastBlockThatArrived() throws IOException {
        // RFC 7440, section 4: of blocks 5 to 8 the client got 5 and 7, and acknowledges 5.
        Transfer transfer = start(100 * 512, new TftpOption("windowsize", "4"));
        acknowledge(transfer, 0);
        assertThat(blocks()).containsExactly(1, 2, 3, 4);
        acknowledge(transfer, 4);
        assertThat(blocks()).containsExactly(5, 6, 7, 8);
        acknowledge(transfer, 5);
        assertThat(blocks()).containsExactly(6, 7, 8, 9);
        acknowledge(transfer, 9);
        assertThat(blocks()).containsExactly(10, 11, 12, 13);
        now += SECOND;
        transfer.elapsed(now);
        assertThat(blocks()).containsExactly(10, 11, 12, 13);
    }

    @Test
    void aWindowIsRepeatedOnceForAnyNumberOfRepeatedAcknowledgements() throws IOException {
        Transfer transfer = start(100 * 512, new TftpOption("windowsize", "4"));
        acknowledge(transfer, 0);
        acknowledge(transfer, 4);
        sent.clear();
        acknowledge(transfer, 4);
        assertThat(blocks()).containsExactly(5, 6, 7, 8);
        acknowledge(transfer, 4);
        acknowledge(transfer, 4);
        assertThat(sent).isEmpty();
    }

    @Test
    void aClientThatKnowsWindowsIsRepeatedToAfterAFewRoundTrips() throws IOException {
        Transfer transfer = start(100 * 512, new TftpOption("windowsize", "4"));
        now += SECOND / 100;
        acknowledge(transfer, 0);
        now += SECOND / 100;
        acknowledge(transfer, 4);
        assertThat(transfer.deadline() - now).isEqualTo(SECOND / 10);
    }

    @Test
    @Rule(negative = "T19")
    void whereOneFollowsNoughtIsNoBlockAndIsIgnored() throws IOException {
        Transfer transfer = new Transfer(
                FileContent.of(new byte[8 * 65_540]),
                TransferOptions.negotiate(
                        List.of(new TftpOption("blksize", "8"), new TftpOption("windowsize", "65535")),
                        8 * 65_540,
                        1468,
                        65_535),
                new Sent(),
                BlockNumbers.ROLL_OVER_TO_1);
        transfer.start(now);
        acknowledge(transfer, 0);
        assertThat(blocks()).hasSize(65_535).endsWith(65_535).doesNotContain(0);
        acknowledge(transfer, 65_535);
        assertThat(blocks()).containsExactly(1, 2, 3, 4, 5, 6);
        acknowledge(transfer, 0);
        assertThat(blocks()).isEmpty();
        assertThat(transfer.bytes()).isEqualTo(8 * 65_535);
    }

    @Test
    void aTransferThatTakesAnHourIsEnded() throws IOException {
        Transfer transfer = start(5_000_000);
        for (int block = 1; transfer.outcome() == Outcome.RUNNING; block++) {
            now += SECOND;
            acknowledge(transfer, block);
            now += 900_000_000L;
            transfer.elapsed(now);
            assertThat(block).isLessThan(4_000);
        }
        assertThat(transfer.outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @CsvSource({"65534, 1", "65535, 1", "65536, 1", "131073, 1", "65534, 16", "65536, 16", "131073, 16"})
    void blockNumbersRollOver(int fullBlocks, int window) throws IOException {
        Transfer transfer = start(
                fullBlocks * 8, new TftpOption("blksize", "8"), new TftpOption("windowsize", String.valueOf(window)));
        acknowledge(transfer, 0);
        long blocks = 0;
        long bytes = 0;
        while (transfer.outcome() == Outcome.RUNNING) {
            int last = 0;
            for (TftpPacket packet : sent) {
                if (packet instanceof TftpPacket.Data(int block, ByteBuffer payload)) {
                    blocks++;
                    assertThat(block).isEqualTo((int) (blocks & 0xFFFF));
                    bytes += payload.remaining();
                    last = block;
                }
            }
            sent.clear();
            acknowledge(transfer, last);
        }
        assertThat(transfer.outcome()).isEqualTo(Outcome.DONE);
        assertThat(blocks).isEqualTo(fullBlocks + 1);
        assertThat(bytes).isEqualTo(fullBlocks * 8L);
        assertThat(transfer.retransmissions()).isZero();
    }

    @Test
    void aFileThatCannotBeReadEndsTheTransferWithAnError() throws IOException {
        FileContent broken = new FileContent() {
            @Override
            public long size() {
                return 5000;
            }

            @Override
            public void read(long offset, ByteBuffer target) throws IOException {
                throw new EOFException("truncated");
            }
        };
        Transfer transfer = transfer(broken);
        transfer.start(now);
        assertThat(transfer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(sent).singleElement().isInstanceOf(TftpPacket.Failure.class);
    }

    private Transfer start(int size, TftpOption... asked) throws IOException {
        Transfer transfer = transfer(FileContent.of(new byte[size]), asked);
        transfer.start(now);
        return transfer;
    }

    private Transfer transfer(FileContent content, TftpOption... asked) {
        TransferOptions options = TransferOptions.negotiate(List.of(asked), content.size(), 1468, 64);
        return new Transfer(content, options, new Sent(), BlockNumbers.ROLL_OVER_TO_0);
    }

    private final class Sent implements PacketOutput {
        @Override
        public ByteBuffer reserve(int bytes) {
            return ByteBuffer.allocate(bytes);
        }

        @Override
        public void send(ByteBuffer packet) {
            sent.add(decoded(packet));
        }
    }

    private void acknowledge(Transfer transfer, int block) throws IOException {
        transfer.received(new TftpPacket.Acknowledgement(block), now);
    }

    /** The blocks sent since the last look. */
    private List<Integer> blocks() {
        List<Integer> blocks = sent.stream()
                .filter(TftpPacket.Data.class::isInstance)
                .map(packet -> ((TftpPacket.Data) packet).block())
                .toList();
        sent.clear();
        return blocks;
    }

    private static TftpPacket decoded(ByteBuffer packet) {
        byte[] copy = new byte[packet.remaining()];
        packet.get(copy);
        try {
            return TftpCodec.decode(ByteBuffer.wrap(copy));
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }
}
