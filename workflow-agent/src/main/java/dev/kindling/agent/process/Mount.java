package dev.kindling.agent.process;

import dev.kindling.agent.disk.MountTable;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file system of a device, mounted for as long as it takes. */
public final class Mount implements Closeable {

    private static final Map<String, String> PLAIN = Map.of("LC_ALL", "C");

    private final String name;
    private final Path point;
    private boolean mounted;

    private Mount(String name, Path point) {
        this.name = name;
        this.point = point;
    }

    /**
     * Mounts it. What a dead agent left at the mount point is taken away first.
     *
     * @param name what people call the device
     * @param options as for mount(8)
     */
    public static Mount of(String name, Path device, String type, String options, Path point, Cancellation cancellation)
            throws ActionFailure, IOException, InterruptedException {
        Files.createDirectories(point);
        Mount mount = clear(name, point);
        new Tool("mount", "mount", PLAIN, cancellation)
                .must(
                        List.of("-t", type, "-o", options, device.toString(), point.toString()),
                        "cannot mount " + name + " as " + type);
        mount.mounted = true;
        return mount;
    }

    /** Unmounts whatever is mounted there, one over the other. */
    public static Mount clear(String name, Path point) throws ActionFailure, IOException, InterruptedException {
        Mount mount = new Mount(name, point);
        while (isMounted(point)) {
            mount.mounted = true;
            mount.unmount();
        }
        return mount;
    }

    /**
     * Unmounts all that a dead agent left below a directory. While it is mounted its disk must not be written to: the kernel would
     * write what it remembers of the old file system over the new one.
     *
     * @return the mount points
     */
    public static List<Path> clearBelow(Path directory) throws ActionFailure, IOException, InterruptedException {
        List<Path> points = MountTable.read().below(directory);
        for (Path point : points) {
            Mount mount = new Mount("what an agent that died left at " + point, point);
            mount.mounted = true;
            mount.unmount();
        }
        return points;
    }

    /** What mount(8) is to be told where the kernel has no device of its own for a part of a disk; needs root, as mounting does. */
    public static String options(dev.kindling.agent.disk.Region region, String options) {
        return region.blockDevice()
                ? options
                : options + ",loop,offset=" + region.offset() + ",sizelimit=" + region.size();
    }

    private static boolean isMounted(Path point) throws IOException {
        return MountTable.read().mounts().stream()
                .anyMatch(mounted -> mounted.point().equals(point));
    }

    public Path point() {
        return point;
    }

    /** Writes everything out, and lets go of the device; also after a cancellation, since a mounted disk cannot be rewritten. */
    public void unmount() throws ActionFailure, IOException, InterruptedException {
        if (mounted) {
            mounted = false;
            new Tool("umount", "mount", PLAIN, new Cancellation())
                    .must(List.of(point.toString()), "cannot unmount " + name);
        }
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            unmount();
        } catch (ActionFailure e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while unmounting " + name);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
