package dev.kindling.tink.template.gotext;

import java.nio.charset.StandardCharsets;

/**
 * A position in the template for people and for Go's messages.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param bytes from 0, in UTF-8 bytes from the start of the line
 */
record Place(int line, int column, int bytes) {

    static Place of(String source, int position) {
        int at = Math.min(position, source.length());
        int lineStart = source.lastIndexOf('\n', at - 1) + 1;
        return new Place(
                lineOf(source, at),
                at - lineStart + 1,
                source.substring(lineStart, at).getBytes(StandardCharsets.UTF_8).length);
    }

    static int lineOf(String source, int position) {
        return 1 + (int) source.chars().limit(position).filter(c -> c == '\n').count();
    }
}
