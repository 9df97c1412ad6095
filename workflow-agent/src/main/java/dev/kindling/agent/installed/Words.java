package dev.kindling.agent.installed;

import dev.kindling.agent.runtime.ActionFailure;
import java.util.ArrayList;
import java.util.List;

/** Splits a line into commands and words: blanks part words, semicolons commands, quotes and backslashes keep them. */
final class Words {

    private final List<List<String>> commands = new ArrayList<>();
    private List<String> command = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;

    private Words() {}

    static List<List<String>> commands(String line) throws ActionFailure {
        Words words = new Words();
        char quote = 0;
        for (int n = 0; n < line.length(); n++) {
            char c = line.charAt(n);
            if (quote != 0) {
                boolean escaped = quote == '"' && c == '\\' && n + 1 < line.length();
                if (c == quote) {
                    quote = 0;
                } else {
                    words.word.append(escaped ? line.charAt(++n) : c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                words.begun = true;
            } else if (c == '\\' && n + 1 < line.length()) {
                words.add(line.charAt(++n));
            } else if (c == ';') {
                words.endCommand();
            } else if (Character.isWhitespace(c)) {
                words.endWord();
            } else {
                words.add(c);
            }
        }
        if (quote != 0) {
            throw new ActionFailure("CMD_LINE has a " + quote + " that is not closed");
        }
        words.endCommand();
        return words.commands;
    }

    private void add(char c) {
        word.append(c);
        begun = true;
    }

    private void endWord() {
        if (begun) {
            command.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }

    private void endCommand() {
        endWord();
        if (!command.isEmpty()) {
            commands.add(command);
            command = new ArrayList<>();
        }
    }
}
