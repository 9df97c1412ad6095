package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Table;
import dev.kindling.simulator.fleet.BoardResult;
import java.util.List;
import java.util.Map;

/** The closing table: what became of every board, and when. */
final class Timetable {

    private Timetable() {}

    /** @param states the state of each board's workflow by MAC */
    static List<String> lines(List<BoardResult> results, Map<String, String> states) {
        Table table = new Table(
                List.of("BOARD", "ADDRESS", "WORKFLOW", "CARD", "KERNEL", "INSTALLED", "DONE", "BOOTS", "TFTP"));
        for (BoardResult result : results) {
            table.add(List.of(
                    result.board().name(),
                    result.address().isEmpty() ? "-" : result.address(),
                    states.getOrDefault(result.board().mac().text(), "none"),
                    result.succeeded() ? "right" : "WRONG",
                    Quantity.seconds(result.toKernel()),
                    Quantity.seconds(result.toReboot()),
                    Quantity.seconds(result.total()),
                    Integer.toString(result.boots()),
                    Quantity.bytes(result.bytes())));
        }
        return table.lines();
    }
}
