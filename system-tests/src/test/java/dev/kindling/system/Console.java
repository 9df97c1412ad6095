package dev.kindling.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The serial console of a guest: everything it ever wrote, through all of its boots. */
record Console(Path file) {

    String text() throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    int count(String words) throws IOException {
        return text().split(java.util.regex.Pattern.quote(words), -1).length - 1;
    }

    /** What a failing test shows: the rest is in the file. */
    String end() throws IOException {
        String text = text();
        return "the console ends with:\n" + text.substring(Math.max(0, text.length() - 4_000)) + "\nall of it: " + file;
    }
}
