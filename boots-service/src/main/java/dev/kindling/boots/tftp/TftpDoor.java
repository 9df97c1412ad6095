package dev.kindling.boots.tftp;

import dev.kindling.boots.content.BoardTrees;
import dev.kindling.boots.tftp.packet.TftpCodec;
import dev.kindling.boots.tftp.port.UdpPorts;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests on the well-known port of one address. The first {@link TransferLoop} listens there; the {@link RequestDesk} finds
 * the files; the loops send them, from that port or from a fresh one for each transfer.
 */
final class TftpDoor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TftpDoor.class);

    /** IPv4, UDP and TFTP headers: a larger block is sent in pieces, of which none may be lost. */
    private static final int HEADERS = 32;

    private static final int SMALLEST_BLOCK = 512;

    private final TftpProperties properties;
    private final Inet4Address source;
    private final BoardTrees trees;
    private final TftpJournal journal;
    private final List<TransferLoop> loops = new ArrayList<>();
    private RequestDesk desk;

    /** @param source where transfers are sent from */
    TftpDoor(TftpProperties properties, Inet4Address source, BoardTrees trees, TftpJournal journal) {
        this.properties = properties;
        this.source = source;
        this.trees = trees;
        this.journal = journal;
    }

    /** Gives where it really listens. To be closed whether or not it opens. */
    InetSocketAddress open(InetSocketAddress address) throws IOException {
        boolean onePort = properties.ports().isOne();
        desk = new RequestDesk(
                properties,
                largestBlock(),
                trees,
                journal,
                answer -> loop(answer).answer(answer));
        for (int i = 0; i < (onePort ? 1 : properties.threads()); i++) {
            UdpPorts ports = UdpPorts.open(properties.batches(), TftpCodec.MAXIMUM_REQUEST);
            loops.add(new TransferLoop(ports, source, BlockNumbers.rollingOverTo(properties.rollOver()), desk));
        }
        InetSocketAddress listening = loops.getFirst().listen(address, onePort, desk);
        desk.start(listening);
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).start("boots-tftp-" + i);
        }
        log.atInfo()
                .addKeyValue("address", listening)
                .addKeyValue("ports", onePort ? "one" : "many")
                .log("tftp.listening");
        return listening;
    }

    @Override
    public void close() {
        for (TransferLoop loop : loops) {
            try {
                loop.close();
            } catch (IOException e) {
                log.atWarn().setCause(e).log("tftp.close-failed");
            }
        }
        if (desk != null) {
            desk.close();
        }
        loops.clear();
    }

    private TransferLoop loop(Answer answer) {
        return loops.get(Math.floorMod(answer.client().hashCode(), loops.size()));
    }

    /** As configured, and no larger than what the interface carries in one piece. */
    private int largestBlock() {
        try {
            NetworkInterface network = NetworkInterface.getByInetAddress(source);
            if (network != null) {
                int fitting = Math.max(SMALLEST_BLOCK, network.getMTU() - HEADERS);
                return Math.min(properties.maximumBlockSize(), fitting);
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("address", source.getHostAddress())
                    .setCause(e)
                    .log("tftp.mtu-unknown");
        }
        return properties.maximumBlockSize();
    }
}
