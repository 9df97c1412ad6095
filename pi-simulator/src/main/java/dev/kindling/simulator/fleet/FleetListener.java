package dev.kindling.simulator.fleet;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;

/** Hears what the boards do; called from many threads, must return quickly. */
public interface FleetListener {

    /** A board entered a phase, or went on within it (at most about ten times a second per board). */
    void progressed(BoardSpec board, BoardProgress progress);

    /** A board has come to its end. */
    void finished(BoardResult result);

    /** Hears nothing. */
    static FleetListener silent() {
        return new FleetListener() {
            @Override
            public void progressed(BoardSpec board, BoardProgress progress) {}

            @Override
            public void finished(BoardResult result) {}
        };
    }
}
