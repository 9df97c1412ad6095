package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 2347, 2348, 2349 and 7440 on the wire. */
class TftpOptionRuleTests extends TftpRuleFixture {

    @Test
    @Rule(positive = "T12")
    void optionsInAnyCaseAndOrderAreConfirmedAndUnknownOnesAreNot() throws Exception {
        file("start4.elf", 700);
        TestTftpClient client = client();
        client.request(
                "start4.elf",
                new TftpOption("TSize", "0"),
                new TftpOption("multicast", ""),
                new TftpOption("BLKSIZE", "600"),
                new TftpOption("blksize", "64"));
        assertThat(client.receive())
                .isEqualTo(new TftpPacket.OptionAcknowledgement(
                        List.of(new TftpOption("blksize", "600"), new TftpOption("tsize", "700"))));
    }

    @Test
    @Rule(negative = "T12")
    void withoutAnOptionThatIsAcceptedTheFirstBlockComesAtOnce() throws Exception {
        file("start4.elf", 700);
        TestTftpClient client = client();
        client.request("start4.elf", new TftpOption("multicast", ""), new TftpOption("utimeout", "1"));
        assertThat(block(client)).isEqualTo(1);
    }

    @Test
    @Rule(positive = "T13", negative = "T13")
    void aClientThatRefusesTheConfirmationIsLeftAloneAndMayAskAgain() throws Exception {
        byte[] bytes = file("ipxe.efi", 9000);
        TestTftpClient client = client();
        client.request(
                "ipxe.efi", TSIZE, new TftpOption("blksize", "1468"), new TftpOption("windowsize", "4"), PATIENCE);
        assertThat(client.receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
        client.send(new TftpPacket.Failure(8, "User aborted the transfer"));
        // As UEFI does: first the size, then the file, from the same port. Nothing of the first may be in between.
        assertThat(client.fetch("ipxe.efi", new TftpOption("blksize", "1468"), PATIENCE))
                .isEqualTo(bytes);
        assertThat(boots.nextEvent().facts()).containsEntry("retransmissions", "0");
        assertThat(requests("aborted")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "512, 512", "1024, 1024", "1468, 1468", "1469, 1468", "65464, 1468"})
    @Rule(positive = "T14")
    void aBlockSizeIsGrantedUpToTheCap(String asked, String granted) throws Exception {
        file("start4.elf", 9);
        assertThat(confirmed("blksize", asked)).isEqualTo(granted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "65465", "abc", "-1", "1000000000000000000000000000000", ""})
    @Rule(negative = "T14")
    void aBlockSizeThatIsNoneIsPassedOver(String asked) throws Exception {
        byte[] bytes = file("start4.elf", 1000);
        assertThat(client().fetch("start4.elf", new TftpOption("blksize", asked)))
                .isEqualTo(bytes);
        TestTftpClient client = client();
        client.request("start4.elf", new TftpOption("blksize", asked));
        assertThat(((TftpPacket.Data) client.receive()).payload().remaining()).isEqualTo(512);
    }

    @Test
    @Rule(positive = "T15")
    void sizeAndTimeoutComeBack() throws Exception {
        file("start4.elf", 4711);
        assertThat(confirmed("tsize", "0")).isEqualTo("4711");
        assertThat(confirmed("timeout", "1")).isEqualTo("1");
        assertThat(confirmed("timeout", "255")).isEqualTo("255");
    }

    @ParameterizedTest
    @CsvSource({"timeout, 0", "timeout, 256", "timeout, x", "tsize, x", "tsize, -1"})
    @Rule(negative = "T15")
    void sizeAndTimeoutOutOfRangeArePassedOver(String name, String value) throws Exception {
        file("start4.elf", 4711);
        TestTftpClient client = client();
        client.request("start4.elf", new TftpOption(name, value));
        assertThat(block(client)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 4", "64, 64", "65, 64", "65535, 64"})
    @Rule(positive = "T16")
    void aWindowIsGrantedUpToTheCap(String asked, String granted) throws Exception {
        file("start4.elf", 9);
        assertThat(confirmed("windowsize", asked)).isEqualTo(granted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "x"})
    @Rule(negative = "T16")
    void aWindowThatIsNoneIsPassedOver(String asked) throws Exception {
        file("start4.elf", 9);
        TestTftpClient client = client();
        client.request("start4.elf", new TftpOption("windowsize", asked));
        assertThat(block(client)).isEqualTo(1);
    }

    @Test
    @Rule(positive = "T17")
    void afterAnAcknowledgementInTheMiddleTheWindowGoesOnFromThere() throws Exception {
        TestTftpClient client = windowOfFour("60");
        blocks(client, 1, 2, 3, 4);
        client.acknowledge(4);
        blocks(client, 5, 6, 7, 8);
        client.acknowledge(5);
        blocks(client, 6, 7, 8, 9);
        client.acknowledge(9);
        blocks(client, 10, 11, 12, 13);
        TestTftpClient lossy = windowOfFour("2");
        // The acknowledgement of the window is lost; a slow machine does not change what comes.
        blocks(lossy, 1, 2, 3, 4);
        blocks(lossy, 1, 2, 3, 4);
    }

    @Test
    @Rule(positive = "T18")
    void anAcknowledgementInsideTheWindowSlidesIt() throws Exception {
        TestTftpClient client = windowOfFour("60");
        blocks(client, 1, 2, 3, 4);
        client.acknowledge(2);
        blocks(client, 3, 4, 5, 6);
        client.acknowledge(6);
        blocks(client, 7, 8, 9, 10);
    }

    @Test
    @Rule(negative = {"T17", "T18"})
    void anAcknowledgementBeforeTheWindowMakesItGoAgainOnceAndNoMore() throws Exception {
        TestTftpClient client = windowOfFour("60");
        blocks(client, 1, 2, 3, 4);
        client.acknowledge(4);
        blocks(client, 5, 6, 7, 8);
        for (int i = 0; i < 5; i++) {
            client.acknowledge(4);
        }
        client.acknowledge(8);
        blocks(client, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    private TestTftpClient windowOfFour(String timeout) throws Exception {
        file("kernel8.img", 512 * 20);
        TestTftpClient client = client();
        client.request("kernel8.img", new TftpOption("windowsize", "4"), new TftpOption("timeout", timeout));
        assertThat(client.receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
        client.acknowledge(0);
        return client;
    }

    private static void blocks(TestTftpClient client, int... numbers) throws Exception {
        for (int number : numbers) {
            assertThat(block(client)).isEqualTo(number);
        }
    }

    private String confirmed(String name, String value) throws Exception {
        TestTftpClient client = client();
        client.request("start4.elf", new TftpOption(name, value));
        TftpPacket.OptionAcknowledgement answer = (TftpPacket.OptionAcknowledgement) client.receive();
        client.send(new TftpPacket.Failure(0, "Early terminate"));
        assertThat(answer.options()).singleElement().matches(option -> option.is(name));
        return answer.options().getFirst().value();
    }
}
