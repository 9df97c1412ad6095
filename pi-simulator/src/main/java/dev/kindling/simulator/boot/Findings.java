package dev.kindling.simulator.boot;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a board saw that must not be, however well the boot went on; each finding makes the board fail. */
public final class Findings {

    private final List<String> sentences = new CopyOnWriteArrayList<>();

    public void add(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    public List<String> all() {
        return List.copyOf(sentences);
    }

    public boolean isEmpty() {
        return sentences.isEmpty();
    }
}
