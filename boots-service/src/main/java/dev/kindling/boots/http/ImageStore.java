package dev.kindling.boots.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Says which names below the image directory are files anyone may have. */
final class ImageStore {

    /** What is still being written ends so. */
    private static final String INCOMPLETE = ".part";

    /** Also keeps out hidden files and anything that could be a path. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*");

    private static final int MAXIMUM_SEGMENTS = 4;

    private final Path root;

    ImageStore(Path root) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
    }

    Path root() {
        return root;
    }

    /** @param name one that is served */
    Path file(String name) {
        return root.resolve(name);
    }

    /** Whether the name is one of a complete, regular file that lies, after following all links, below the root. */
    boolean serves(String name) throws IOException {
        String[] segments = name.split("/", -1);
        if (segments.length > MAXIMUM_SEGMENTS || name.endsWith(INCOMPLETE)) {
            return false;
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        Path file = root.resolve(name);
        return Files.isRegularFile(file) && file.toRealPath().startsWith(root);
    }
}
