package dev.kindling.boots.nfs.tree;

/**
 * What a handle names: a file by its inode, in one tree.
 *
 * @param tree id of the tree, never that of another
 * @param inode its number in the file system of the tree
 * @param birth tells it from a later file with that number
 */
record FileHandle(long tree, long inode, long birth) {}
