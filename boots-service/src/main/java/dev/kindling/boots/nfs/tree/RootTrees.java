package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The directory of root trees: each directory in it is one, named as people name it. The link {@code current} says which
 * one machines get; a link {@code machine-MAC} says it for one of them. A link is read at each mount, so pointing
 * machines at another tree needs no restart, and those that run keep theirs.
 */
public final class RootTrees {

    private static final long LOOK_PAUSE_NANOS = 1_000_000_000;

    private final TreeChoice choice;
    private final HandleCodec handles;
    private final LongSupplier nanoTime;
    private final Map<Long, Tree> trees = new ConcurrentHashMap<>();
    private Optional<Long> looked = Optional.empty();

    RootTrees(Path directory, HandleCodec handles, LongSupplier nanoTime) {
        this.choice = new TreeChoice(directory);
        this.handles = handles;
        this.nanoTime = nanoTime;
    }

    /** The tree of this machine. */
    public Optional<Tree> of(String mac) throws IOException {
        Optional<String> chosen = choice.of(mac);
        return chosen.isPresent() ? named(chosen.get()) : Optional.empty();
    }

    /** The tree with this name. */
    public Optional<Tree> named(String name) throws IOException {
        if (!choice.exists(name)) {
            return Optional.empty();
        }
        byte[] path = bytes(choice.directory().resolve(name));
        try {
            FileAttributes root = LinuxFiles.instance().attributes(LinuxFiles.HERE, path);
            long id = Tree.idOf(root);
            Tree known = trees.get(id);
            if (known == null || !known.name().equals(name)) {
                known = new Tree(name, path, root, handles, nanoTime);
                trees.put(id, known);
            }
            return Optional.of(known);
        } catch (ErrnoException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All trees, in the order of their names. */
    public List<String> names() throws IOException {
        return choice.names();
    }

    /** The file a client's handle names. */
    public TreeFile file(byte[] handle) throws NfsException {
        FileHandle decoded = handles.decode(handle);
        Tree tree = trees.get(decoded.tree());
        if (tree == null) {
            look();
            tree = trees.get(decoded.tree());
        }
        if (tree == null) {
            throw new NfsException(NfsStatus.STALE);
        }
        return tree.file(decoded);
    }

    /** A handle of before a restart: its tree is one of those that are here, or gone. */
    private synchronized void look() throws NfsException {
        long now = nanoTime.getAsLong();
        if (looked.isPresent() && now - looked.get() < LOOK_PAUSE_NANOS) {
            return;
        }
        looked = Optional.of(now);
        try {
            for (String name : names()) {
                named(name);
            }
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    /** As Java itself turns a path into what the kernel takes. */
    private static byte[] bytes(Path path) {
        String encoding = System.getProperty("sun.jnu.encoding");
        return path.toString().getBytes(encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding));
    }
}
