package dev.kindling.boots.tftp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Where transfers are sent from. */
enum PortMode {
    /** The port on which requests come: the only one that a container publishes or a NAT lets through. */
    ONE,
    /** A fresh one for each transfer (RFC 1350, section 4). */
    MANY,
    /** {@link #ONE} in a container, else {@link #MANY}. */
    AUTO;

    boolean isOne() {
        return switch (this) {
            case ONE -> true;
            case MANY -> false;
            case AUTO -> isContainer(Path.of("/"), System.getenv().keySet());
        };
    }

    /**
     * By the marks of Docker, Podman, systemd-nspawn and Kubernetes: a pod of containerd has none of the others.
     *
     * @param environment names of variables
     */
    static boolean isContainer(Path root, Set<String> environment) {
        return Files.exists(root.resolve(".dockerenv"))
                || Files.exists(root.resolve("run/.containerenv"))
                || environment.contains("container")
                || environment.contains("KUBERNETES_SERVICE_HOST");
    }
}
