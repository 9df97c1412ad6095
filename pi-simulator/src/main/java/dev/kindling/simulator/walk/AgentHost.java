package dev.kindling.simulator.walk;

import dev.kindling.simulator.board.BoardSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Whoever runs the real agent for the boards. */
public interface AgentHost {

    /**
     * Starts the agent of a board, perhaps after waiting for others that share its JVM.
     *
     * @param root what it is to take for its root directory
     * @param launcher words in front of the command, see {@code Wire.launcher}
     */
    AgentRun start(BoardSpec board, Path root, List<String> launcher) throws IOException;

    /** An agent that was started, or is about to be. */
    interface AgentRun {

        /** False once its process has ended. */
        boolean isAlive();

        /** The last lines it printed, for people. */
        String lastWords();

        /** The board has lost power or has been reset; returns when the process is gone or belongs to others only. */
        void stop();
    }
}
