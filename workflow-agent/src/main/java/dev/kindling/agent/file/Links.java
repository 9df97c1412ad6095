package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the directory a path means, following symbolic links inside the file system as a process whose root it is would: a
 * link to {@code /etc} or {@code ../../..} stays in it. Links that whoever fills the tree makes there are followed only within
 * bounds: what comes with an archive must not choose where its files go.
 */
public final class Links {

    private static final int MOST = 40;

    private final Directories directories;
    private final Map<FilePath, FilePath> known = new HashMap<>();
    private final Set<FilePath> made = new HashSet<>();
    private FilePath bounds = FilePath.ROOT;

    public Links(FileTree tree) {
        this(new Directories() {
            @Override
            public FileTree.Kind kind(FilePath path) throws ActionFailure, IOException, InterruptedException {
                return tree.kind(path);
            }

            @Override
            public void make(FilePath path) throws ActionFailure, IOException, InterruptedException {
                tree.directory(path, Optional.empty());
            }
        });
    }

    Links(Directories directories) {
        this.directories = directories;
    }

    /** What is at a path, and a way to make what is missing. */
    interface Directories {

        FileTree.Kind kind(FilePath path) throws ActionFailure, IOException, InterruptedException;

        void make(FilePath path) throws ActionFailure, IOException, InterruptedException;
    }

    /** From now on a link that is {@link #made} leads to what lies below that directory, or nowhere. */
    public void confine(FilePath path) throws ActionFailure, IOException, InterruptedException {
        bounds = directory(path);
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
        boolean foreign = false;
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
            FileTree.Kind kind = directories.kind(next);
            if (kind instanceof FileTree.Kind.Link link) {
                followed++;
                if (followed > MOST) {
                    throw new ActionFailure(path + " leads through more than " + MOST + " symbolic links");
                }
                foreign |= made.contains(next);
                String[] names = link.target().split("/");
                for (int n = names.length - 1; n >= 0; n--) {
                    todo.addFirst(names[n]);
                }
                at = link.target().startsWith("/") ? FilePath.ROOT : at;
            } else if (kind instanceof FileTree.Kind.Other) {
                throw new ActionFailure(next + " is there, and is no directory");
            } else {
                if (kind instanceof FileTree.Kind.Nothing) {
                    check(path, next, foreign);
                    directories.make(next);
                }
                at = next;
            }
        }
        check(path, at, foreign);
        return at;
    }

    private void check(FilePath path, FilePath real, boolean foreign) throws ActionFailure {
        int depth = bounds.names().size();
        boolean inside =
                real.names().size() >= depth && real.names().subList(0, depth).equals(bounds.names());
        if (foreign && !inside) {
            throw new ActionFailure(path + " leads by a link of the archive itself to " + real + ", out of " + bounds
                    + "; the archive is broken or hostile");
        }
    }

    /** A link stands at that path now. */
    public void made(FilePath link) {
        made.add(link);
        known.clear();
    }

    /** Something else than a link stands at that path now. */
    public void replaced(FilePath path) {
        if (made.remove(path)) {
            known.clear();
        }
    }
}
