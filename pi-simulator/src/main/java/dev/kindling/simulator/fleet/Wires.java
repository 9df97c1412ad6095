package dev.kindling.simulator.fleet;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.wire.RelayAgent;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;

/** Gives each board its port. */
interface Wires extends AutoCloseable {

    /** The port of the board at this place of the fleet. */
    Wire port(BoardSpec board, int index) throws IOException;

    @Override
    void close();

    static Wires of(Network network) throws IOException {
        return switch (network) {
            case Network.Loopback loopback ->
                new Relayed(RelayAgent.start(loopback.relay(), loopback.dhcp(), loopback.tftpPort()));
            case Network.Lab lab -> new InLab(lab);
        };
    }

    /**
     * All behind one relay agent.
     *
     * @param relay theirs
     */
    record Relayed(RelayAgent relay) implements Wires {

        @Override
        public Wire port(BoardSpec board, int index) {
            return relay.attach(board.mac());
        }

        @Override
        public void close() {
            relay.close();
        }
    }

    /**
     * Each in its namespace.
     *
     * @param lab whose network is closed by the one who made it
     */
    record InLab(Network.Lab lab) implements Wires {

        @Override
        public Wire port(BoardSpec board, int index) throws IOException {
            return lab.network().wire(index, board.mac());
        }

        @Override
        public void close() {}
    }
}
