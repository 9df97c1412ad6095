package dev.kindling.simulator.sample;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.card.CardExpectation;

/**
 * One node of the sample cluster.
 *
 * @param board the board it runs on; its name is the host name
 * @param role {@code control-plane} or {@code worker}
 * @param address the reserved IPv4 address
 * @param hardware the hardware document, JSON in Tinkerbell's shape
 * @param template name of the template its workflow is made from
 * @param expectation what its card must hold in the end
 */
public record SampleNode(
        BoardSpec board, String role, String address, String hardware, String template, CardExpectation expectation) {}
