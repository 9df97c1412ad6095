package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reads directories piece by piece. The last few listings are kept, because a client takes a large one in many pieces. */
public final class Directories {

    private static final int LISTINGS = 64;

    /** A change this short before a reading may carry the same time as one behind it. */
    private static final long SETTLED_NANOS = 1_000_000_000;

    private final LinuxFiles files = LinuxFiles.instance();
    private final SipHash cookies;
    private final LongSupplier wallNanos;
    private final Map<Key, Listing> listings = new LinkedHashMap<>(LISTINGS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Listing> eldest) {
            return size() > LISTINGS;
        }
    };

    /** A directory in one state of it. */
    private record Key(FileAttributes.Place place, long changed) {}

    Directories(SipHash cookies, LongSupplier wallNanos) {
        this.cookies = cookies;
        this.wallNanos = wallNanos;
    }

    /** Takes entries until it has enough. */
    public interface Sink {

        /**
         * @param file the entry with its attributes; null when they were not asked for
         * @return false when there was no room for this one
         */
        boolean take(byte[] name, long inode, long cookie, TreeFile file);
    }

    /** Always the same for one directory, because its cookies are good whatever happens to it. */
    public long verifier(TreeFile directory) {
        return directory.attributes().place().birth()
                        ^ directory.attributes().place().inode()
                | 1;
    }

    /**
     * Hands over the entries behind a cookie.
     *
     * @param full with attributes and handle of each
     * @return whether that was all there is
     */
    public boolean read(TreeFile directory, long cookie, boolean full, Sink sink) throws NfsException {
        if (cookie < 0) {
            throw new NfsException(NfsStatus.BAD_COOKIE);
        }
        if (cookie < 1 && !takes(sink, ".", 1, full, directory)) {
            return false;
        }
        if (cookie < 2 && !takes(sink, "..", 2, full, directory.tree().parent(directory))) {
            return false;
        }
        try {
            int descriptor = files.openDirectory(directory.path());
            try {
                return read(directory, descriptor, cookie, full ? new Filled(directory, descriptor, sink) : null, sink);
            } finally {
                files.close(descriptor);
            }
        } catch (ErrnoException e) {
            throw new NfsException(e.isGone() ? NfsStatus.STALE : e.status());
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    private static boolean takes(Sink sink, String name, long cookie, boolean full, TreeFile file) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        return sink.take(bytes, file.node().inode(), cookie, full ? file : null);
    }

    private boolean read(TreeFile directory, int descriptor, long cookie, Filled filled, Sink sink) throws IOException {
        for (Listing.Item item : listing(directory, descriptor).after(cookie)) {
            boolean taken =
                    filled == null ? sink.take(item.name(), item.inode(), item.cookie(), null) : filled.take(item);
            if (!taken) {
                return false;
            }
        }
        return true;
    }

    /** Adds attributes and handle to an entry; one that has gone meanwhile, or is on another file system, is left out. */
    private final class Filled {

        private final TreeFile directory;
        private final int descriptor;
        private final Sink sink;

        Filled(TreeFile directory, int descriptor, Sink sink) {
            this.directory = directory;
            this.descriptor = descriptor;
            this.sink = sink;
        }

        boolean take(Listing.Item item) throws IOException {
            FileAttributes attributes;
            try {
                attributes = files.attributes(descriptor, item.name());
            } catch (ErrnoException e) {
                if (e.isGone()) {
                    return true;
                }
                throw e;
            }
            Tree tree = directory.tree();
            if (!tree.holds(attributes)) {
                return true;
            }
            Node node = tree.learn(directory.node(), item.name(), attributes);
            return sink.take(
                    item.name(), item.inode(), item.cookie(), new TreeFile(tree, node, attributes, new byte[0]));
        }
    }

    private Listing listing(TreeFile directory, int descriptor) throws IOException {
        FileAttributes attributes = directory.attributes();
        Key key = new Key(attributes.place(), attributes.times().changed());
        synchronized (listings) {
            Listing known = listings.get(key);
            if (known != null) {
                return known;
            }
        }
        Listing listing = Listing.of(files.entries(descriptor), cookies);
        if (wallNanos.getAsLong() - attributes.times().changed() > SETTLED_NANOS) {
            synchronized (listings) {
                listings.put(key, listing);
            }
        }
        return listing;
    }
}
