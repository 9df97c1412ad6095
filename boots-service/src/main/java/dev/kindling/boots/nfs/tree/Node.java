package dev.kindling.boots.nfs.tree;

/**
 * Where in its tree an inode was last found.
 *
 * @param parent null for the root of the tree
 * @param name empty for the root of the tree
 */
record Node(long inode, long birth, Node parent, byte[] name) {

    /** Its path, from the path of the root of its tree. */
    byte[] path(byte[] root) {
        int length = root.length;
        for (Node node = this; node.parent != null; node = node.parent) {
            length += 1 + node.name.length;
        }
        byte[] path = new byte[length];
        int end = length;
        for (Node node = this; node.parent != null; node = node.parent) {
            end -= node.name.length;
            System.arraycopy(node.name, 0, path, end, node.name.length);
            end--;
            path[end] = '/';
        }
        System.arraycopy(root, 0, path, 0, root.length);
        return path;
    }
}
