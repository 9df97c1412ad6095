package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the directory a path means, following symbolic links inside the file system as a process whose root it is would: a
 * link to {@code /etc} or {@code ../../..} stays in it.
 */
public final class Links {

    private static final int MOST = 40;

    private final FileTree tree;
    private final Map<FilePath, FilePath> known = new HashMap<>();

    public Links(FileTree tree) {
        this.tree = tree;
    }

    /** The real directory at a path; what is missing is made. */
    public FilePath directory(FilePath path) throws ActionFailure, IOException, InterruptedException {
        FilePath real = known.get(path);
        if (real == null) {
            real = walk(path);
            known.put(path, real);
        }
        return real;
    }

    private FilePath walk(FilePath path) throws ActionFailure, IOException, InterruptedException {
        Deque<String> todo = new ArrayDeque<>(path.names());
        FilePath at = FilePath.ROOT;
        int followed = 0;
        while (!todo.isEmpty()) {
            String name = todo.removeFirst();
            if (name.equals("..")) {
                at = at.parent();
                continue;
            }
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            FilePath next = at.child(name);
            FileTree.Kind kind = tree.kind(next);
            if (kind instanceof FileTree.Kind.Link link) {
                followed++;
                if (followed > MOST) {
                    throw new ActionFailure(path + " leads through more than " + MOST + " symbolic links");
                }
                String[] names = link.target().split("/");
                for (int n = names.length - 1; n >= 0; n--) {
                    todo.addFirst(names[n]);
                }
                at = link.target().startsWith("/") ? FilePath.ROOT : at;
            } else if (kind instanceof FileTree.Kind.Other) {
                throw new ActionFailure(next + " is there, and is no directory");
            } else {
                if (kind instanceof FileTree.Kind.Nothing) {
                    tree.directory(next, Optional.empty());
                }
                at = next;
            }
        }
        return at;
    }

    /** Something at that path was replaced. */
    public void forget() {
        known.clear();
    }
}
