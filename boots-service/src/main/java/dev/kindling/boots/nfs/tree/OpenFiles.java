package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that were read last, open. One that is being read is not closed. */
public final class OpenFiles implements AutoCloseable {

    private final int most;
    private final LinuxFiles files = LinuxFiles.instance();
    private final Map<FileAttributes.Place, Lease> leases = new LinkedHashMap<>(16, 0.75f, true);

    OpenFiles(int most) {
        this.most = most;
    }

    /** An open file; {@link #release} it when it is no longer read. */
    public final class Lease {

        private final FileChannel channel;
        private int readers;

        private Lease(FileChannel channel) {
            this.channel = channel;
        }

        public FileChannel channel() {
            return channel;
        }

        public void release() {
            synchronized (leases) {
                readers--;
            }
        }
    }

    /** Opens the file, or gives the one that is open already. */
    public Lease take(TreeFile file) throws NfsException {
        FileAttributes.Place place = file.attributes().place();
        synchronized (leases) {
            Lease known = leases.get(place);
            if (known != null) {
                known.readers++;
                return known;
            }
        }
        Lease fresh = new Lease(open(file));
        fresh.readers = 1;
        List<Lease> superfluous = new ArrayList<>();
        synchronized (leases) {
            Lease raced = leases.putIfAbsent(place, fresh);
            if (raced != null) {
                superfluous.add(fresh);
                raced.readers++;
                fresh = raced;
            }
            trim(superfluous);
        }
        superfluous.forEach(OpenFiles::close);
        return fresh;
    }

    private void trim(List<Lease> superfluous) {
        Iterator<Lease> eldest = leases.values().iterator();
        while (leases.size() > most && eldest.hasNext()) {
            Lease lease = eldest.next();
            if (lease.readers == 0) {
                eldest.remove();
                superfluous.add(lease);
            }
        }
    }

    /** Opened first without touching it, looked at, and only then for reading: a device stays as it is. */
    private FileChannel open(TreeFile file) throws NfsException {
        try {
            int descriptor = files.open(file.path());
            try {
                FileAttributes found = files.attributes(descriptor, new byte[0]);
                if (!found.isSameFileAs(file.attributes()) || !found.isRegular()) {
                    throw new NfsException(NfsStatus.STALE);
                }
                return files.reading(descriptor);
            } finally {
                files.close(descriptor);
            }
        } catch (ErrnoException e) {
            throw new NfsException(e.isGone() ? NfsStatus.STALE : e.status());
        } catch (IOException e) {
            throw new NfsException(NfsStatus.IO_ERROR);
        }
    }

    private static void close(Lease lease) {
        try {
            lease.channel.close();
        } catch (IOException e) {
            // Nothing was written to it.
        }
    }

    @Override
    public void close() {
        synchronized (leases) {
            leases.values().forEach(OpenFiles::close);
            leases.clear();
        }
    }
}
