package dev.kindling.provisioner.demo;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.fleet.BoardResult;
import dev.kindling.simulator.fleet.FleetListener;

/** Where the progress of a run is shown; called from many threads. */
interface Display extends FleetListener, AutoCloseable {

    /** A sentence about the run as a whole. */
    void say(String sentence);

    /** What the workflow of a board does now, as the server's timeline says. */
    void action(String mac, String text);

    @Override
    void progressed(BoardSpec board, BoardProgress progress);

    @Override
    void finished(BoardResult result);

    @Override
    void close();

    /** Lines that move where a person looks, lines that stay where a program reads. */
    static Display choose(boolean plain) {
        boolean terminal = System.console() != null
                && System.console().isTerminal()
                && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        return plain || !terminal ? new PlainDisplay(System.out) : new LiveDisplay(System.out);
    }
}
