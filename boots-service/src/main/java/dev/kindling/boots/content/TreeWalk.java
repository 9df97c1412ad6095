package dev.kindling.boots.content;

import dev.kindling.boots.content.BoardListing.Entry;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files that lie, after following all links, below the root, as the tree is served; what cannot be read is passed over. */
final class TreeWalk extends SimpleFileVisitor<Path> {

    /** A tree has a few hundred files; somebody's home directory has more. */
    private static final int MOST = 5_000;

    private static final int MOST_PASSED_OVER = 200;

    private final Path root;
    private final List<String> passedOver;
    private final List<Entry> found = new ArrayList<>();
    private int seen;

    private TreeWalk(Path root, List<String> passedOver) {
        this.root = root;
        this.passedOver = passedOver;
    }

    /** @param passedOver is added to, a line for each place */
    static List<Entry> files(Path root, List<String> passedOver) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        TreeWalk walk = new TreeWalk(root.toRealPath(), passedOver);
        Files.walkFileTree(walk.root, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        return walk.found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            passOver(file, "a link to nothing, or to itself");
        } else if (attributes.isRegularFile()) {
            if (++seen > MOST) {
                passedOver.add(root + ": only its first " + MOST + " files were looked at");
                return FileVisitResult.TERMINATE;
            }
            add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    /** A tree may change while it is walked. */
    private void add(Path file) {
        try {
            if (file.toRealPath().startsWith(root)) {
                found.add(BoardListing.file(root.relativize(file).toString(), file));
            }
        } catch (IOException e) {
            visitFileFailed(file, e);
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
        passOver(
                file,
                cause instanceof FileSystemLoopException
                        ? "a link to a directory it lies in"
                        : "cannot be read: " + cause.getClass().getSimpleName());
        return FileVisitResult.CONTINUE;
    }

    /** What stopped the listing of a directory is no reason to give up the rest. */
    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException cause) {
        return cause == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, cause);
    }

    private void passOver(Path file, String reason) {
        if (passedOver.size() < MOST_PASSED_OVER) {
            passedOver.add(file + ": " + reason);
        }
    }
}
