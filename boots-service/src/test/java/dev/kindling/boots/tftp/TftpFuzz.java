package dev.kindling.boots.tftp;

import dev.kindling.boots.content.BootPath;
import dev.kindling.boots.tftp.packet.MalformedPacketException;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** What must hold for any bytes that come to port 69; the fuzzer's target, and the tests'. */
public final class TftpFuzz {

    private static final long FILE_SIZE = 2_250_752;
    private static final int BLOCK = 1_468;
    private static final int WINDOW = 16;
    private static final Path ROOT = Path.of("/tree");

    private TftpFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        TftpPacket packet;
        try {
            packet = TftpCodec.decode(ByteBuffer.wrap(data));
        } catch (MalformedPacketException _) {
            return;
        }
        require(reread(packet).equals(packet), "a packet that was read is written as it was");
        if (packet instanceof TftpPacket.ReadRequest(String file, String _, List<TftpOption> options)) {
            require(data.length <= TftpCodec.MAXIMUM_REQUEST, "a request is short");
            name(file);
            negotiate(options);
        }
    }

    private static void name(String file) {
        if (BootPath.violation(file).isEmpty()) {
            Path path = ROOT.resolve(new BootPath(file).text());
            require(path.normalize().equals(path) && path.startsWith(ROOT) && !path.equals(ROOT), "a name stays below");
        }
    }

    private static void negotiate(List<TftpOption> asked) {
        TransferOptions agreed = TransferOptions.negotiate(asked, FILE_SIZE, BLOCK, WINDOW);
        require(agreed.blockSize() >= 8 && agreed.blockSize() <= BLOCK, "block size");
        require(agreed.windowSize() >= 1 && agreed.windowSize() <= WINDOW, "window size");
        for (TftpOption option : agreed.acknowledged()) {
            require(asked.stream().anyMatch(each -> each.is(option.name())), "only what was asked for is confirmed");
        }
        TftpPacket confirmation = new TftpPacket.OptionAcknowledgement(agreed.acknowledged());
        require(reread(confirmation).equals(confirmation), "the confirmation can be read");
    }

    private static TftpPacket reread(TftpPacket packet) {
        try {
            return TftpCodec.decode(TftpCodec.encode(packet));
        } catch (MalformedPacketException e) {
            throw new IllegalStateException("what was written cannot be read", e);
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
