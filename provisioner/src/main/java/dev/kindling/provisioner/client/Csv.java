package dev.kindling.provisioner.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them; a file of a spreadsheet may begin with a byte order mark. */
final class Csv {

    private final String text;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();

    private Csv(String text) {
        this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /**
     * Reads all rows; empty lines are none.
     *
     * @throws Documents.UnreadableException for a quote that is never closed
     */
    static List<List<String>> parse(String text) {
        Csv csv = new Csv(text);
        csv.read();
        return csv.rows;
    }

    private void read() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' && cell.isEmpty()) {
                at = quoted(at + 1);
            } else if (c == ',') {
                endCell();
                at++;
            } else if (c == '\n' || c == '\r') {
                endRow();
                at++;
            } else {
                cell.append(c);
                at++;
            }
        }
        endRow();
    }

    /** Answers where the cell goes on behind its closing quote. */
    private int quoted(int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.charAt(at) != '"') {
                cell.append(text.charAt(at));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                cell.append('"');
                at++;
            } else {
                return at + 1;
            }
        }
        throw new Documents.UnreadableException(
                "is not CSV: the quote in row " + (rows.size() + 1) + " is never closed");
    }

    private void endCell() {
        row.add(cell.toString().strip());
        cell.setLength(0);
    }

    private void endRow() {
        if (row.isEmpty() && cell.isEmpty()) {
            return;
        }
        endCell();
        rows.add(row);
        row = new ArrayList<>();
    }

    /** One row, with quotes where they are needed. */
    static String line(List<String> cells) {
        return cells.stream()
                .map(each -> each.matches("(?s).*[\",\\r\\n].*|\\s.*|.*\\s")
                        ? "\"" + each.replace("\"", "\"\"") + "\""
                        : each)
                .collect(Collectors.joining(","));
    }
}
