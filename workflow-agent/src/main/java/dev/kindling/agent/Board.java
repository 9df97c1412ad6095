package dev.kindling.agent;

import dev.kindling.agent.log.EventLog;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.contract.CommandLine;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One boot of one machine.
 *
 * @param address what the nonce is bound to
 * @param bind what every socket binds to; empty where routes decide
 * @param mark tells this boot from the one before it
 */
record Board(
        AgentRoot root,
        CommandLine commandLine,
        String address,
        Optional<InetAddress> bind,
        String mark,
        EventLog log) {

    static Board read(AgentRoot root) throws IOException {
        CommandLine commandLine = root.commandLine();
        String address = root.address().orElseGet(() -> routed(commandLine.server()));
        String mac = commandLine.mac().text();
        return new Board(
                root, commandLine, address, root.bindAddress(), mark(commandLine.nonce()), EventLog.toConsole(mac));
    }

    /** The address the kernel would send from; nothing is sent. */
    private static String routed(String server) {
        URI uri = URI.create("tcp://" + server);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** The nonce is a credential: only its hash is written down. */
    private static String mark(String nonce) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(nonce.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Without the nonce. */
    @Override
    public String toString() {
        return "Board[" + commandLine.mac() + ", " + root.directory() + "]";
    }
}
