/**
 * Root trees on disk as an NFS server sees them: files by handle, attributes whole, names as bytes. Reads only, follows
 * no link, and leaves no tree.
 */
package dev.kindling.boots.nfs.tree;
