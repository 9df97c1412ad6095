package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1350 and RFC 1123 (4.2.3) on the wire. */
class TftpWireRuleTests extends TftpRuleFixture {

    @ParameterizedTest
    @CsvSource({"0, 1468", "1, 1468", "1467, 1468", "1468, 1468", "1469, 1468", "4404, 1468", "512, 512", "1024, 512"})
    @Rule(positive = "T1")
    void aFileOfAnySizeArrivesWhole(int size, String blockSize) throws Exception {
        byte[] bytes = file("start4.elf", size);
        assertThat(client().fetch("start4.elf", new TftpOption("blksize", blockSize)))
                .isEqualTo(bytes);
    }

    @Test
    @Rule(negative = "T1")
    void aFileThatFillsItsLastBlockIsNotOverBeforeAnEmptyOne() throws Exception {
        file("start4.elf", 1024);
        TestTftpClient client = asking("start4.elf");
        for (int block = 1; block <= 2; block++) {
            assertThat(block(client)).isEqualTo(block);
            client.acknowledge(block);
        }
        assertThat(((TftpPacket.Data) client.receive()).payload().remaining()).isZero();
        assertThat(boots.eventKinds()).isEmpty();
        client.acknowledge(3);
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"octet", "OCTET", "oCtEt"})
    @Rule(positive = "T2")
    void lettersOfTheModeAreOfEitherCase(String mode) throws Exception {
        file("start4.elf", 10);
        TestTftpClient client = client();
        client.requestRaw(("\0\1start4.elf\0" + mode + "\0").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(block(client)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"netascii", "mail", "binary", "octets", ""})
    @Rule(negative = "T2")
    void anotherModeIsAnError(String mode) throws Exception {
        file("start4.elf", 10);
        TestTftpClient client = client();
        client.requestRaw(("\0\1start4.elf\0" + mode + "\0").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(error(client)).isEqualTo(4);
    }

    @Test
    @Rule(positive = "T3", negative = "T3")
    void aWriteIsRefusedAndCreatesNothing() throws Exception {
        byte[] kept = file("start4.elf", 10);
        for (String name : List.of("fresh.bin", "start4.elf")) {
            TestTftpClient client = client();
            client.requestRaw(("\0\2" + name + "\0octet\0").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(error(client)).isEqualTo(2);
            client.send(new TftpPacket.Data(1, ByteBuffer.wrap(new byte[3])));
        }
        assertThat(client().fetch("start4.elf")).isEqualTo(kept);
        assertThat(Files.exists(data.resolve("firmware/default/fresh.bin"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "\0\1",
                "\0\143",
                "\143\143rubbish",
                "\0\1start4.elf",
                "\0\1start4.elf\0octet",
                "\0\1start4.elf\0octet\0blksize",
                "\0\1\0octet\0"
            })
    @Rule(positive = "T4")
    void rubbishIsAnswered(String bytes) throws Exception {
        TestTftpClient client = client();
        client.requestRaw(bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(error(client)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 513, 65_507})
    @Rule(negative = "T4")
    void rubbishOfAnyLengthLeavesTheServerAtWork(int length) throws Exception {
        byte[] bytes = file("start4.elf", 600);
        client().requestRaw(new byte[length]);
        assertThat(client().fetch("start4.elf")).isEqualTo(bytes);
    }

    @Test
    @Rule(positive = "T5")
    void aRequestOrANameThatIsTooLongIsAnError() throws Exception {
        for (int length : new int[] {256, 400, 505, 5000}) {
            TestTftpClient client = client();
            client.requestRaw(("\0\1" + "x".repeat(length) + "\0octet\0").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(error(client)).as("%d characters", length).isEqualTo(4);
        }
    }

    @Test
    @Rule(negative = "T5")
    void aRequestOf512BytesIsServed() throws Exception {
        String name = "x".repeat(250);
        file(name, 10);
        String request = "\0\1" + name + "\0octet\0";
        request += "o\0" + "v".repeat(512 - request.length() - 3) + "\0";
        TestTftpClient client = client();
        client.requestRaw(request.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(block(client)).isEqualTo(1);
    }

    @Test
    @Rule(positive = "T6")
    void oneTransferComesFromOnePort() throws Exception {
        file("start4.elf", 3000);
        TestTftpClient client = client();
        client.request("start4.elf", TSIZE, PATIENCE);
        client.receive();
        InetSocketAddress port = client.transfer();
        assertThat(port.equals(server.localAddress())).isEqualTo(ports == PortMode.ONE);
        client.acknowledge(0);
        for (int block = 1; block <= 6; block++) {
            assertThat(block(client)).isEqualTo(block);
            assertThat(client.transfer()).isEqualTo(port);
            client.acknowledge(block);
        }
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.done");
    }

    @Test
    @Rule(negative = "T6")
    void aStrangerIsToldSoAndDisturbsNothing() throws Exception {
        file("start4.elf", 1000);
        TestTftpClient client = asking("start4.elf");
        assertThat(block(client)).isEqualTo(1);
        for (TftpPacket packet :
                List.of(new TftpPacket.Acknowledgement(1), new TftpPacket.Data(1, ByteBuffer.allocate(3)))) {
            TestTftpClient stranger = client();
            stranger.sendTo(client.transfer(), TftpCodec.encode(packet));
            assertThat(error(stranger)).isEqualTo(5);
        }
        client.acknowledge(1);
        assertThat(block(client)).isEqualTo(2);
    }

    @Test
    @Rule(positive = "T7")
    void whatIsLostIsSentAgain() throws Exception {
        file("start4.elf", 2000);
        TestTftpClient data = client();
        data.request("start4.elf");
        TftpPacket first = data.receive();
        assertThat(first).isInstanceOf(TftpPacket.Data.class);
        TestTftpClient confirmation = client();
        confirmation.request("start4.elf", TSIZE);
        TftpPacket confirmed = confirmation.receive();
        TestTftpClient acknowledgement = client();
        acknowledgement.request("start4.elf");
        assertThat(acknowledgement.receive()).isEqualTo(first);
        acknowledgement.acknowledge(1);
        TftpPacket second = after(first, acknowledgement);
        assertThat(((TftpPacket.Data) second).block()).isEqualTo(2);
        // DATA 1, or its ACK; OACK, or its ACK 0; DATA 2, or its ACK: to the server these losses are silence.
        assertThat(data.receive()).isEqualTo(first);
        assertThat(confirmation.receive()).isEqualTo(confirmed);
        assertThat(acknowledgement.receive()).isEqualTo(second);
        // The machine may have been so slow that it was sent a third time.
        data.acknowledge(1);
        assertThat(after(first, data)).isEqualTo(second);
        confirmation.acknowledge(0);
        assertThat(after(confirmed, confirmation)).isEqualTo(first);
    }

    @Test
    @Rule(positive = "T8")
    void aRepeatedAcknowledgementNeverDoublesABlock() throws Exception {
        byte[] bytes = file("start4.elf", 512 * 40 + 7);
        TestTftpClient client = client();
        client.request("start4.elf", PATIENCE);
        client.receive();
        client.acknowledge(0);
        List<Integer> blocks = new ArrayList<>();
        for (int block = 1; block <= 41; block++) {
            blocks.add(block(client));
            client.acknowledge(block);
            client.acknowledge(block);
            client.acknowledge(block);
        }
        assertThat(blocks).hasSize(41).doesNotHaveDuplicates();
        assertThat(boots.nextEvent().facts())
                .containsEntry("retransmissions", "0")
                .containsEntry("bytes", String.valueOf(bytes.length));
    }

    @Test
    @Rule(positive = "T9", negative = "T9")
    void anAcknowledgementOfNothingIsIgnored() throws Exception {
        file("start4.elf", 5000);
        TestTftpClient client = client();
        client.request("start4.elf", PATIENCE);
        client.receive();
        client.acknowledge(1);
        client.acknowledge(0);
        assertThat(block(client)).isEqualTo(1);
        client.acknowledge(2);
        client.acknowledge(65_535);
        client.acknowledge(1);
        assertThat(block(client)).isEqualTo(2);
        client.acknowledge(1);
        client.acknowledge(0);
        client.acknowledge(2);
        assertThat(block(client)).isEqualTo(3);
    }

    @Test
    @Rule(negative = "T10")
    void anErrorIsNeitherAnsweredNorRepeated() throws Exception {
        TestTftpClient client = client();
        client.sendTo(server.localAddress(), TftpCodec.encode(new TftpPacket.Failure(0, "no")));
        client.request("missing.bin");
        assertThat(error(client)).isEqualTo(1);
        client.send(new TftpPacket.Failure(5, "who are you"));
        file("start4.elf", 10);
        client.request("start4.elf");
        assertThat(block(client)).isEqualTo(1);
    }

    @Test
    @Rule(positive = "T11", negative = "T11")
    void aRequestToEverybodyIsIgnoredAndOneToTheServerIsNot() throws Exception {
        file("start4.elf", 10);
        TestTftpClient client = client();
        client.broadcast("start4.elf", server.localAddress().getPort());
        client.request("start4.elf");
        assertThat(block(client)).isEqualTo(1);
        client.acknowledge(1);
        assertThat(boots.nextEvent().kind()).isEqualTo("tftp.done");
        assertThat(requests("repeated")).isZero();
    }

    @Test
    @Rule(positive = "T24")
    void withOptionsNoBlockGoesOutBeforeTheClientProvedItsAddress() throws Exception {
        file("start4.elf", 5000);
        TestTftpClient client = client();
        client.request("start4.elf", TSIZE);
        TftpPacket confirmation = client.receive();
        assertThat(confirmation).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
        assertThat(client.receive()).isEqualTo(confirmation);
        client.acknowledge(0);
        assertThat(((TftpPacket.Data) after(confirmation, client)).block()).isEqualTo(1);
    }

    @Test
    @Rule(negative = "T24")
    void whoForgesRequestsInOneNameDrawsABoundedNumberOfFirstPackets() throws Exception {
        file("start4.elf", 5000);
        for (int i = 0; i < TransferLoop.MAXIMUM_UNANSWERED; i++) {
            TestTftpClient forged = client();
            forged.request("start4.elf", TSIZE, PATIENCE);
            assertThat(forged.receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
        }
        TestTftpClient next = client();
        next.request("start4.elf", TSIZE);
        assertThat(next.receive()).isEqualTo(new TftpPacket.Failure(0, "busy, try again"));
        clients.getFirst().acknowledge(0);
        assertThat(block(clients.getFirst())).isEqualTo(1);
        next.request("start4.elf", TSIZE);
        assertThat(next.receive()).isInstanceOf(TftpPacket.OptionAcknowledgement.class);
    }

    @Test
    @Rule(positive = "T19")
    void blockNumbersRollOverToNoughtOrOne() throws Exception {
        for (int rollOver = 0; rollOver <= 1; rollOver++) {
            server.stop();
            server = server(8, rollOver);
            byte[] bytes = file("kernel8.img", 8 * 65_540);
            TestTftpClient client = client();
            client.request("kernel8.img", new TftpOption("blksize", "8"), new TftpOption("windowsize", "64"), PATIENCE);
            client.receive();
            client.acknowledge(0);
            int last = 0;
            for (int block = 1; block <= bytes.length / 8 + 1; block++) {
                last = last == 65_535 ? rollOver : last + 1;
                assertThat(block(client)).isEqualTo(last);
                if (block % 64 == 0) {
                    client.acknowledge(last);
                }
            }
            client.acknowledge(last);
            assertThat(boots.nextEvent().facts()).containsEntry("bytes", String.valueOf(bytes.length));
        }
    }
}
