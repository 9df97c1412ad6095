package dev.kindling.boots.tftp;

import dev.kindling.boots.PortUnavailableException;
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
import org.springframework.context.SmartLifecycle;

/**
 * Takes requests on the well-known port. The first {@link TransferLoop} listens there; the {@link RequestDesk} finds
 * the files; the loops send them, from that port or from a fresh one for each transfer.
 */
public final class TftpServer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TftpServer.class);

    /** IPv4, UDP and TFTP headers: a larger block is sent in pieces, of which none may be lost. */
    private static final int HEADERS = 32;

    private static final int SMALLEST_BLOCK = 512;

    private final TftpProperties properties;
    private final Inet4Address ownAddress;
    private final BoardTrees trees;
    private final TftpJournal journal;
    private final List<TransferLoop> loops = new ArrayList<>();
    private RequestDesk desk;
    private InetSocketAddress listening;
    private volatile boolean running;

    /** @param ownAddress where transfers are sent from when the server listens on every address */
    TftpServer(TftpProperties properties, Inet4Address ownAddress, BoardTrees trees, TftpJournal journal) {
        this.properties = properties;
        this.ownAddress = ownAddress;
        this.trees = trees;
        this.journal = journal;
    }

    /** Where it really listens. */
    public InetSocketAddress localAddress() {
        if (listening == null) {
            throw new IllegalStateException("the TFTP server is not running");
        }
        return listening;
    }

    @Override
    public void start() {
        Inet4Address address = properties.address() == null ? ownAddress : properties.address();
        Inet4Address source = address.isAnyLocalAddress() ? ownAddress : address;
        boolean onePort = properties.ports().isOne();
        desk = new RequestDesk(
                properties,
                largestBlock(source),
                trees,
                journal,
                answer -> loop(answer).answer(answer));
        try {
            for (int i = 0; i < (onePort ? 1 : properties.threads()); i++) {
                UdpPorts ports = UdpPorts.open(properties.batches(), TftpCodec.MAXIMUM_REQUEST);
                loops.add(new TransferLoop(ports, source, BlockNumbers.rollingOverTo(properties.rollOver()), desk));
            }
            listening = loops.getFirst().listen(new InetSocketAddress(address, properties.port()), onePort, desk);
            desk.start(listening);
            for (int i = 0; i < loops.size(); i++) {
                loops.get(i).start("boots-tftp-" + i);
            }
        } catch (IOException e) {
            stop();
            throw new PortUnavailableException(
                    "TFTP", "kindling.boots.tftp", new InetSocketAddress(address, properties.port()), e);
        }
        running = true;
        log.atInfo()
                .addKeyValue("address", listening)
                .addKeyValue("ports", onePort ? "one" : "many")
                .log("tftp.listening");
    }

    @Override
    public void stop() {
        running = false;
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

    @Override
    public boolean isRunning() {
        return running;
    }

    private TransferLoop loop(Answer answer) {
        return loops.get(Math.floorMod(answer.client().hashCode(), loops.size()));
    }

    /** As configured, and no larger than what the interface carries in one piece. */
    private int largestBlock(Inet4Address source) {
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
