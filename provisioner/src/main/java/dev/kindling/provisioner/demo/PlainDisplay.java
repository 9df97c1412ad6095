package dev.kindling.provisioner.demo;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.fleet.BoardResult;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One line per event, with the seconds since the start. */
final class PlainDisplay implements Display {

    private final PrintStream out;
    private final long begin = System.nanoTime();
    private final Map<String, Phase> phases = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();

    PlainDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String sentence) {
        line("", sentence);
    }

    @Override
    public void progressed(BoardSpec board, BoardProgress progress) {
        names.put(board.mac().text(), board.name());
        if (phases.put(board.name(), progress.phase()) != progress.phase()) {
            String bytes = progress.bytes() == 0 ? "" : ", " + Quantity.bytes(progress.bytes()) + " by TFTP";
            line(board.name(), Phases.text(progress.phase()) + bytes);
        }
    }

    @Override
    public void action(String mac, String text) {
        line(names.getOrDefault(mac, mac), text);
    }

    @Override
    public void finished(BoardResult result) {
        String how = result.succeeded() ? "done" : "FAILED: " + String.join("; ", result.problems());
        line(result.board().name(), how + " after " + Quantity.seconds(result.total()));
    }

    private synchronized void line(String who, String what) {
        double seconds = (System.nanoTime() - begin) / 1_000_000_000.0;
        out.printf("%7.2f  %-18s %s%n", seconds, who, what);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
