package dev.kindling.simulator.fleet;

import dev.kindling.simulator.board.BoardSpec;
import java.time.Duration;
import java.util.List;

/**
 * How one board ended.
 *
 * @param board which
 * @param problems what was wrong, each a sentence; empty means success
 * @param address the IPv4 address it had last, empty if none
 * @param boots how often it went through its boot loader
 * @param bytes received over TFTP in all boots
 * @param toKernel from power-on to the first kernel, zero if it never got there
 * @param toReboot from power-on to the (last) pull of the reboot trigger, zero if never
 * @param total from power-on to the end
 */
public record BoardResult(
        BoardSpec board,
        List<String> problems,
        String address,
        int boots,
        long bytes,
        Duration toKernel,
        Duration toReboot,
        Duration total) {

    public BoardResult {
        problems = List.copyOf(problems);
    }

    public boolean succeeded() {
        return problems.isEmpty();
    }
}
