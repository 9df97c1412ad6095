package dev.kindling.simulator.wire;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.packet.Ipv4;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A port behind the relay agent; every address of 127.0.0.0/8 is there without being configured. */
final class RelayWire implements Wire {

    private final RelayAgent relay;
    private final MacAddress mac;
    private final BlockingQueue<Heard> inbox = new LinkedBlockingQueue<>(64);
    private final OpenSockets sockets = new OpenSockets();

    RelayWire(RelayAgent relay, MacAddress mac) {
        this.relay = relay;
        this.mac = mac;
    }

    /** Drops the answer when the board has not listened for a long time, as a port would. */
    void deliver(Heard answer) {
        inbox.offer(answer);
    }

    @Override
    public void broadcast(byte[] message) throws IOException {
        relay.relay(message);
    }

    @Override
    public Optional<Heard> hear(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(inbox.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void configure(Ipv4 address, Ipv4 mask, Optional<Ipv4> router) throws IOException {
        if (address.bits() >>> 24 != 127) {
            throw new IOException("the lease is " + address + ", but without root a board lives in 127.0.0.0/8");
        }
    }

    @Override
    public void unconfigure() {
        inbox.clear();
    }

    @Override
    public DatagramSocket open(Ipv4 local, int port) throws IOException {
        return sockets.add(new DatagramSocket(new InetSocketAddress(local.inet(), port)));
    }

    @Override
    public int tftpPort() {
        return relay.tftpPort();
    }

    @Override
    public List<String> launcher() {
        return List.of();
    }

    @Override
    public void close() {
        relay.detach(mac);
        sockets.close();
    }
}
