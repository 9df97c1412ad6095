package dev.kindling.provisioner.suite;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;

/**
 * The ports of all services.
 *
 * @param grpc tink-server for agents, TCP with TLS
 * @param rest tink-server for people, TCP
 * @param dhcp boots, UDP
 * @param tftp boots, UDP
 * @param boot boots' files over HTTP, TCP
 * @param nfs boots' NFS server, TCP and UDP
 * @param metadata hegel, TCP
 * @param secrets hegel with TLS, TCP
 */
public record Ports(int grpc, int rest, int dhcp, int tftp, int boot, int nfs, int metadata, int secrets) {

    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int TRIES = 100;

    /** The documented ones. */
    public static Ports standard() {
        return new Ports(42113, 42114, 67, 69, 7171, 2049, 50061, 50062);
    }

    /** With tink-server elsewhere, as where Tinkerbell's workers are to find its usual ports. */
    Ports withTink(int newGrpc, int newRest) {
        return new Ports(newGrpc, newRest, dhcp, tftp, boot, nfs, metadata, secrets);
    }

    /**
     * Free ones, below those that the kernel gives to whoever asks for any: no outgoing connection takes one between
     * here and the start, or while a killed process is away. They are chosen before the services start, because the
     * services name each other's.
     */
    public static Ports free(String address) throws IOException {
        InetAddress host = InetAddress.getByName(address);
        List<AutoCloseable> held = new ArrayList<>();
        try {
            return new Ports(
                    tcp(host, held),
                    tcp(host, held),
                    udp(host, held),
                    udp(host, held),
                    tcp(host, held),
                    tcp(host, held),
                    tcp(host, held),
                    tcp(host, held));
        } finally {
            for (AutoCloseable socket : held) {
                close(socket);
            }
        }
    }

    private static int tcp(InetAddress host, List<AutoCloseable> held) throws IOException {
        return hold(held, port -> new ServerSocket(port, 1, host), ServerSocket::getLocalPort);
    }

    private static int udp(InetAddress host, List<AutoCloseable> held) throws IOException {
        return hold(held, port -> new DatagramSocket(new InetSocketAddress(host, port)), DatagramSocket::getLocalPort);
    }

    private interface Bind<S> {
        S at(int port) throws IOException;
    }

    private static <S extends AutoCloseable> int hold(List<AutoCloseable> held, Bind<S> bind, ToIntFunction<S> port)
            throws IOException {
        int end = firstEphemeral();
        for (int tried = 0; tried < TRIES && end > LOWEST; tried++) {
            try {
                S socket = bind.at(ThreadLocalRandom.current().nextInt(LOWEST, end));
                held.add(socket);
                return port.applyAsInt(socket);
            } catch (BindException taken) {
                // Another number is as good.
            }
        }
        S socket = bind.at(0);
        held.add(socket);
        return port.applyAsInt(socket);
    }

    private static int firstEphemeral() {
        try {
            return Integer.parseInt(Files.readString(EPHEMERAL).strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException unknown) {
            return LOWEST;
        }
    }

    private static void close(AutoCloseable socket) throws IOException {
        try {
            socket.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
