package dev.kindling.simulator.wire;

import dev.kindling.simulator.packet.Ipv4;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.function.LongConsumer;

/** One of the two TFTP clients of a boot: a fresh source port for every request, counting up from its first. */
public final class TftpClient {

    private static final int HIGHEST_PORT = 65535;

    private final Wire wire;
    private final Ipv4 local;
    private final InetSocketAddress server;
    private final int blockSize;
    private final TftpTiming timing;
    private final LongConsumer received;
    private int nextPort;

    /**
     * Makes a client.
     *
     * @param endpoints the board's address and first source port, and the server's address
     * @param blockSize asked for, in bytes
     * @param received told the number of bytes of each block
     */
    public TftpClient(Wire wire, Endpoints endpoints, int blockSize, TftpTiming timing, LongConsumer received) {
        this.wire = wire;
        this.local = endpoints.local();
        this.nextPort = endpoints.firstPort();
        this.server = new InetSocketAddress(endpoints.server().inet(), wire.tftpPort());
        this.blockSize = blockSize;
        this.timing = timing;
        this.received = received;
    }

    /** Fetches a whole file. */
    public TftpResult read(String file) throws InterruptedException {
        return read(file, OutputStream.nullOutputStream());
    }

    /** Fetches a whole file and writes what comes of it to the copy. */
    public TftpResult read(String file, OutputStream copy) throws InterruptedException {
        return run(file, false, copy);
    }

    /** Asks whether a file is there, and stops the transfer with ERROR 0 as soon as the answer is known. */
    public TftpResult probe(String file) throws InterruptedException {
        return run(file, true, OutputStream.nullOutputStream());
    }

    private TftpResult run(String file, boolean probe, OutputStream copy) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try (DatagramSocket socket = open()) {
            return new TftpTransfer(socket, server, blockSize, timing, received, copy).run(file, probe);
        } catch (IOException e) {
            return new TftpResult.Failed(file + ": " + e.getMessage(), false);
        }
    }

    private DatagramSocket open() throws IOException {
        while (nextPort < HIGHEST_PORT) {
            try {
                return wire.open(local, nextPort++);
            } catch (BindException e) {
                // Somebody else on this host has the port (loopback only): a Pi would not know, so take the next.
                if (nextPort >= HIGHEST_PORT) {
                    throw e;
                }
            }
        }
        throw new IOException("no free UDP port on " + local);
    }

    /**
     * Who talks to whom.
     *
     * @param local the board's address
     * @param firstPort source port of the first request
     * @param server the TFTP server's address
     */
    public record Endpoints(Ipv4 local, int firstPort, Ipv4 server) {}
}
