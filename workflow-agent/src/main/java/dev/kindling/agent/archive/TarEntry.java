package dev.kindling.agent.archive;

import dev.kindling.agent.file.FileTree;

/**
 * One member of an archive.
 *
 * @param target of a link
 * @param size bytes of content that follow
 * @param extras whether it carries extended attributes, access lists or labels
 */
record TarEntry(Type type, String name, String target, long size, FileTree.Attributes attributes, boolean extras) {

    enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Devices and pipes. */
        SPECIAL
    }
}
