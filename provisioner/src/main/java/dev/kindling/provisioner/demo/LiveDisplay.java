package dev.kindling.provisioner.demo;

import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.fleet.BoardResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line per board that is written over while the board goes on; many boards share one line per phase. */
final class LiveDisplay implements Display {

    private static final int MOST_LINES = 24;
    private static final int PERIOD_MILLISECONDS = 120;
    private static final String UP = "\033[%dA";
    private static final String ERASE = "\033[K";

    private final PrintStream out;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("display").factory());
    private int drawn;

    LiveDisplay(PrintStream out) {
        this.out = out;
        clock.scheduleWithFixedDelay(this::draw, PERIOD_MILLISECONDS, PERIOD_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    /** What is known of one board now. */
    private static final class Line {
        private final String name;
        private BoardProgress progress;
        private String action = "";

        Line(String name) {
            this.name = name;
        }

        String text() {
            String bytes = progress.bytes() == 0 ? "" : Quantity.bytes(progress.bytes());
            String detail = progress.phase() == Phase.AGENT && !action.isEmpty() ? action : progress.text();
            String text = String.format("  %-18s %-23s %10s  %s", name, Phases.text(progress.phase()), bytes, detail);
            return text.length() > 110 ? text.substring(0, 110) : text.stripTrailing();
        }
    }

    @Override
    public synchronized void say(String sentence) {
        rewind();
        out.print(sentence + ERASE + "\n");
        drawn = 0;
        draw();
    }

    @Override
    public synchronized void progressed(BoardSpec board, BoardProgress progress) {
        lines.computeIfAbsent(board.mac().text(), mac -> new Line(board.name())).progress = progress;
    }

    @Override
    public synchronized void action(String mac, String text) {
        Line line = lines.get(mac);
        if (line != null) {
            line.action = text;
        }
    }

    @Override
    public synchronized void finished(BoardResult result) {
        Line line = lines.computeIfAbsent(
                result.board().mac().text(), mac -> new Line(result.board().name()));
        Phase end = result.succeeded() ? Phase.DONE : Phase.FAILED;
        line.progress = new BoardProgress(end, result.bytes(), String.join("; ", result.problems()));
    }

    private synchronized void draw() {
        List<String> now = lines.size() > MOST_LINES ? counts() : texts();
        rewind();
        now.forEach(text -> out.print(text + ERASE + "\n"));
        drawn = now.size();
        out.flush();
    }

    private void rewind() {
        if (drawn > 0) {
            out.printf(UP, drawn);
        }
    }

    private List<String> texts() {
        Collection<Line> known = lines.values();
        return known.stream()
                .filter(line -> line.progress != null)
                .map(Line::text)
                .toList();
    }

    private List<String> counts() {
        Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
        for (Line line : lines.values()) {
            if (line.progress != null) {
                counts.merge(line.progress.phase(), 1, Integer::sum);
            }
        }
        List<String> texts = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            texts.add(String.format("  %3d  %s", counts.getOrDefault(phase, 0), Phases.text(phase)));
        }
        return texts;
    }

    /** Draws the last state once; what is printed after it stays as it is. */
    @Override
    public void close() {
        if (!clock.isShutdown()) {
            clock.shutdownNow();
            draw();
        }
    }
}
