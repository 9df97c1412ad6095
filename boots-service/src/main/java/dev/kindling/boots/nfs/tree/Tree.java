package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * One root tree: from handles to files and back. It knows where an inode is from the look-up that gave out its handle;
 * after a restart it looks through the tree once. Mounts below the tree are not part of it.
 */
public final class Tree {

    /** A handle of a file that is gone must not make us look through the tree each time it comes. */
    private static final long SEARCH_PAUSE_NANOS = 10_000_000_000L;

    private static final int LONGEST_NAME = 255;

    private final String name;
    private final byte[] path;
    private final long id;
    private final Node root;
    private final FileAttributes.Place place;
    private final HandleCodec handles;
    private final LongSupplier nanoTime;
    private final LinuxFiles files = LinuxFiles.instance();
    private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
    private Optional<Long> searched = Optional.empty();

    Tree(String name, byte[] path, FileAttributes root, HandleCodec handles, LongSupplier nanoTime) {
        this.name = name;
        this.path = path;
        this.place = root.place();
        this.id = idOf(root);
        this.root = new Node(place.inode(), place.birth(), null, new byte[0]);
        this.handles = handles;
        this.nanoTime = nanoTime;
        nodes.put(place.inode(), this.root);
    }

    /** A tree that is made anew has another root directory: another inode, or another birth of it. */
    static long idOf(FileAttributes root) {
        return root.place().inode() * 0x9e3779b97f4a7c15L ^ root.place().birth();
    }

    /** What people call it: the name of its directory. */
    public String name() {
        return name;
    }

    /** The same for as long as the tree exists, and never that of another. */
    public long id() {
        return id;
    }

    public TreeFile root() throws NfsException {
        return current(root).orElseThrow(() -> new NfsException(NfsStatus.STALE));
    }

    byte[] handle(Node node) {
        return handles.encode(new FileHandle(id, node.inode(), node.birth()));
    }

    /** The file of a handle. */
    TreeFile file(FileHandle handle) throws NfsException {
        Optional<TreeFile> found = known(handle);
        if (found.isEmpty() && search()) {
            found = known(handle);
        }
        return found.orElseThrow(() -> new NfsException(NfsStatus.STALE));
    }

    private Optional<TreeFile> known(FileHandle handle) throws NfsException {
        Node node = nodes.get(handle.inode());
        return node == null || node.birth() != handle.birth() ? Optional.empty() : current(node);
    }

    /** The file at the place of a node, when it is still the one. */
    private Optional<TreeFile> current(Node node) throws NfsException {
        byte[] place = node.path(path);
        try {
            FileAttributes attributes = files.attributes(LinuxFiles.HERE, place);
            return isOf(node, attributes) ? Optional.of(new TreeFile(this, node, attributes, place)) : Optional.empty();
        } catch (ErrnoException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw new NfsException(e.status());
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    private boolean isOf(Node node, FileAttributes attributes) {
        return attributes.place().inode() == node.inode()
                && attributes.place().birth() == node.birth()
                && attributes.place().device() == place.device();
    }

    /** The entry of a directory with this name. "." and ".." have their meaning; the root is its own parent. */
    public TreeFile child(TreeFile directory, byte[] child) throws NfsException {
        directory.asDirectory();
        if (isSelf(child)) {
            return directory;
        }
        if (isParent(child)) {
            return parent(directory);
        }
        if (child.length > LONGEST_NAME) {
            throw new NfsException(NfsStatus.NAME_TOO_LONG);
        }
        for (byte b : child) {
            if (b == '/' || b == 0) {
                throw new NfsException(NfsStatus.ACCESS_DENIED);
            }
        }
        if (child.length == 0) {
            throw new NfsException(NfsStatus.NOT_FOUND);
        }
        byte[] childPath = new Node(0, 0, directory.node(), child).path(path);
        try {
            FileAttributes attributes = files.attributes(LinuxFiles.HERE, childPath);
            if (attributes.place().device() != place.device()) {
                throw new NfsException(NfsStatus.NOT_FOUND);
            }
            return new TreeFile(this, learn(directory.node(), child, attributes), attributes, childPath);
        } catch (ErrnoException e) {
            throw new NfsException(e.status());
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    TreeFile parent(TreeFile directory) throws NfsException {
        Node parent = directory.node().parent();
        return parent == null ? directory : current(parent).orElseThrow(() -> new NfsException(NfsStatus.STALE));
    }

    Node learn(Node parent, byte[] child, FileAttributes attributes) {
        FileAttributes.Place found = attributes.place();
        if (found.inode() == place.inode()) {
            return root;
        }
        Node known = nodes.get(found.inode());
        if (known != null
                && known.birth() == found.birth()
                && known.parent() == parent
                && Arrays.equals(known.name(), child)) {
            return known;
        }
        Node node = new Node(found.inode(), found.birth(), parent, child);
        nodes.put(found.inode(), node);
        return node;
    }

    boolean holds(FileAttributes attributes) {
        return attributes.place().device() == place.device();
    }

    /** Looks through all of the tree, unless that was done a moment ago. */
    private synchronized boolean search() {
        long now = nanoTime.getAsLong();
        if (searched.isPresent() && now - searched.get() < SEARCH_PAUSE_NANOS) {
            return false;
        }
        new TreeSearch(files, this, path).from(root);
        searched = Optional.of(nanoTime.getAsLong());
        return true;
    }

    private static boolean isSelf(byte[] name) {
        return name.length == 1 && name[0] == '.';
    }

    private static boolean isParent(byte[] name) {
        return name.length == 2 && name[0] == '.' && name[1] == '.';
    }
}
