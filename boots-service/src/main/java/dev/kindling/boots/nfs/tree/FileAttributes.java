package dev.kindling.boots.nfs.tree;

/**
 * What the file system says of one file, without following a link.
 */
public record FileAttributes(FileType type, Place place, Owner owner, Extent extent, Times times, Special special) {

    /**
     * The inode, and what tells it from another that had its number.
     *
     * @param device number of the file system
     * @param birth when this inode became this file, nanoseconds since 1970; where the file system does not know it, its
     *     last change
     */
    public record Place(long device, long inode, long birth) {}

    /** @param mode the twelve permission bits */
    public record Owner(int mode, int uid, int gid) {}

    /** @param allocated bytes on disk: fewer than {@code size} where the file has holes */
    public record Extent(int links, long size, long allocated) {}

    /** Nanoseconds since 1970. */
    public record Times(long accessed, long modified, long changed) {}

    /** The device a device file stands for. */
    public record Special(int major, int minor) {}

    public boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    public boolean isRegular() {
        return type == FileType.REGULAR;
    }

    boolean isSameFileAs(FileAttributes other) {
        return place.equals(other.place);
    }
}
