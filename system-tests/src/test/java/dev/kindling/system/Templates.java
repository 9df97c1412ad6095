package dev.kindling.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The templates of these tests. */
final class Templates {

    private Templates() {}

    /** Native actions, and one that runs in a container. */
    static String node() throws IOException {
        return read("node.yaml");
    }

    /** With an action of class once, and one that reads the root for a while. */
    static String faulty() throws IOException {
        return read("faulty.yaml");
    }

    private static String read(String name) throws IOException {
        try (InputStream in = Templates.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
