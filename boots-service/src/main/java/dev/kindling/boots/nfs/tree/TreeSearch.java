package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through a whole tree, so that a handle given out before a restart finds its file. */
final class TreeSearch {

    private static final Logger log = LoggerFactory.getLogger(TreeSearch.class);

    private final LinuxFiles files;
    private final Tree tree;
    private final byte[] root;
    private final Deque<Node> waiting = new ArrayDeque<>();
    private int found;

    TreeSearch(LinuxFiles files, Tree tree, byte[] root) {
        this.files = files;
        this.tree = tree;
        this.root = root;
    }

    void from(Node start) {
        long began = System.nanoTime();
        waiting.add(start);
        while (!waiting.isEmpty()) {
            Node directory = waiting.pop();
            try {
                look(directory);
            } catch (IOException e) {
                log.atDebug().addKeyValue("tree", tree.name()).setCause(e).log("nfs.directory-skipped");
            }
        }
        log.atInfo()
                .addKeyValue("tree", tree.name())
                .addKeyValue("files", found)
                .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                .log("nfs.tree-searched");
    }

    private void look(Node directory) throws IOException {
        int descriptor = files.openDirectory(directory.path(root));
        try {
            for (LinuxFiles.Entry entry : files.entries(descriptor)) {
                look(directory, descriptor, entry.name());
            }
        } finally {
            files.close(descriptor);
        }
    }

    private void look(Node directory, int descriptor, byte[] name) throws IOException {
        FileAttributes attributes;
        try {
            attributes = files.attributes(descriptor, name);
        } catch (ErrnoException e) {
            if (e.isGone()) {
                return;
            }
            throw e;
        }
        if (tree.holds(attributes)) {
            found++;
            Node node = tree.learn(directory, name, attributes);
            if (attributes.isDirectory()) {
                waiting.push(node);
            }
        }
    }
}
