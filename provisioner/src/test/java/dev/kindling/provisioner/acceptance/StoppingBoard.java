package dev.kindling.provisioner.acceptance;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.EepromRelease;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.boot.BootFailedException;
import dev.kindling.simulator.boot.BootOutcome;
import dev.kindling.simulator.boot.Findings;
import dev.kindling.simulator.boot.Loader;
import dev.kindling.simulator.boot.Timing;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.packet.MalformedPacketException;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** A virtual Pi whose boot ends where a test wants it to. */
final class StoppingBoard {

    private final BoardSpec spec;
    private final Wire wire;

    StoppingBoard(BoardSpec spec, Wire wire) {
        this.spec = spec;
        this.wire = wire;
    }

    /** The power is cut at that moment. */
    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** All the way to its kernel's address. */
    Ipv4 bootsToItsKernel() throws Exception {
        return ((BootOutcome.Kernel) loader(wire, phase -> {}, file -> {}).boot())
                .lease()
                .address();
    }

    /** All the way, as often as its boot order starts over. */
    Ipv4 bootsAtLast(long nanoseconds) throws Exception {
        long end = System.nanoTime() + nanoseconds;
        while (true) {
            try {
                return bootsToItsKernel();
            } catch (BootFailedException again) {
                if (System.nanoTime() > end) {
                    throw again;
                }
            }
        }
    }

    /** Whatever it is offered, nothing reaches it. */
    void bootsDeaf() throws InterruptedException {
        failing(new Deaf(wire));
    }

    /** Another server is faster. */
    void takesTheOfferOf(String server, String address) throws InterruptedException {
        failing(new Rivalled(
                wire, Ipv4.parse(server).orElseThrow(), Ipv4.parse(address).orElseThrow()));
    }

    /** It cannot find its firmware. */
    void bootsInVain() throws InterruptedException {
        failing(wire);
    }

    void diesBeforeReading(String name) throws Exception {
        dying(phase -> {}, file -> {
            if (file.equals(name)) {
                throw new PowerCut();
            }
        });
    }

    void diesIn(Phase last) throws Exception {
        dying(
                phase -> {
                    if (phase == last) {
                        throw new PowerCut();
                    }
                },
                file -> {});
    }

    private void dying(Consumer<Phase> phases, Consumer<String> files) throws Exception {
        try {
            loader(wire, phases, files).boot();
        } catch (PowerCut cut) {
            return;
        }
        throw new AssertionError("it did not come to where its power was to be cut");
    }

    private void failing(Wire own) throws InterruptedException {
        try {
            loader(own, phase -> {}, file -> {}).boot();
        } catch (BootFailedException wanted) {
            return;
        }
        throw new AssertionError("it booted");
    }

    private Loader loader(Wire own, Consumer<Phase> phases, Consumer<String> files) {
        Findings findings = new Findings();
        Loader.Witness witness = new Loader.Witness() {
            @Override
            public void entered(Phase phase) {
                phases.accept(phase);
            }

            @Override
            public void received(long bytes) {}

            @Override
            public Consumer<String> text() {
                return files;
            }

            @Override
            public Findings findings() {
                return findings;
            }
        };
        Loader.Settings settings = new Loader.Settings(EepromRelease.values()[0], Timing.scaled(), Mutation.NONE);
        return new Loader(spec, own, settings, witness, new Random());
    }

    /** A port that hears nothing. */
    private static class Deaf implements Wire {

        private final Wire wire;

        Deaf(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void broadcast(byte[] message) throws IOException {
            wire.broadcast(message);
        }

        @Override
        public Optional<Heard> hear(Duration timeout) throws IOException, InterruptedException {
            Thread.sleep(timeout);
            return Optional.empty();
        }

        @Override
        public void configure(Ipv4 address, Ipv4 mask, Optional<Ipv4> router) throws IOException {
            wire.configure(address, mask, router);
        }

        @Override
        public void unconfigure() throws IOException {
            wire.unconfigure();
        }

        @Override
        public DatagramSocket open(Ipv4 local, int port) throws IOException {
            return wire.open(local, port);
        }

        @Override
        public int tftpPort() {
            return wire.tftpPort();
        }

        @Override
        public List<String> launcher() {
            return wire.launcher();
        }

        @Override
        public void close() {
            wire.close();
        }
    }

    /** Every DISCOVER is answered at once by somebody else, whose ACK never comes. */
    private static final class Rivalled extends Deaf {

        private final Ipv4 server;
        private final Ipv4 address;
        private final BlockingQueue<Heard> offers = new ArrayBlockingQueue<>(16);

        Rivalled(Wire wire, Ipv4 server, Ipv4 address) {
            super(wire);
            this.server = server;
            this.address = address;
        }

        @Override
        public void broadcast(byte[] message) throws IOException {
            super.broadcast(message);
            try {
                DhcpMessage asked = DhcpCodec.decode(message);
                if (asked.type() == DhcpMessage.DISCOVER) {
                    offers.add(new Heard(server, offer(asked)));
                }
            } catch (MalformedPacketException e) {
                throw new IOException(e);
            }
        }

        private DhcpMessage offer(DhcpMessage asked) {
            return new DhcpMessage(
                    DhcpMessage.REPLY,
                    0,
                    asked.xid(),
                    0,
                    0,
                    Ipv4.ANY,
                    address,
                    server,
                    Ipv4.ANY,
                    asked.chaddr(),
                    List.of(
                            DhcpOption.of(DhcpOption.MESSAGE_TYPE, DhcpMessage.OFFER),
                            new DhcpOption(DhcpOption.SERVER_ID, server.bytes()),
                            new DhcpOption(DhcpOption.TFTP_SERVER, Bytes.ascii(server.toString()))));
        }

        @Override
        public Optional<Heard> hear(Duration timeout) throws IOException, InterruptedException {
            Heard offer = offers.poll();
            return offer == null ? super.hear(timeout) : Optional.of(offer);
        }
    }
}
