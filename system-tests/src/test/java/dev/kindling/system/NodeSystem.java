package dev.kindling.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Debian with systemd and its unmodified cloud-init, unpacked while the root tree is built: there are two cores. */
final class NodeSystem {

    private static final Duration UNPACKING = Duration.ofMinutes(30);

    private final FutureTask<Path> unpacked;

    private NodeSystem(FutureTask<Path> unpacked) {
        this.unpacked = unpacked;
    }

    /**
     * Begins.
     *
     * @param architecture as Debian names it
     */
    static NodeSystem unpack(String architecture) {
        FutureTask<Path> task = new FutureTask<>(() -> unpacked(architecture));
        Thread.ofPlatform().name("node-system").daemon().start(task);
        return new NodeSystem(task);
    }

    private static Path unpacked(String architecture) throws IOException, InterruptedException {
        return new KeptBuild("nodes", architecture, List.of(Checkout.nodeSystem()))
                .get(
                        directory -> Program.run(
                                directory.resolveSibling(architecture + ".log"),
                                UNPACKING,
                                Checkout.nodeSystem().toString(),
                                architecture,
                                directory.toString()),
                        _ -> {});
    }

    /** The directory it is in; nobody changes a file there. */
    Path await() throws IOException, InterruptedException {
        try {
            return unpacked.get();
        } catch (ExecutionException e) {
            throw new IOException("the system of a node could not be unpacked", e.getCause());
        }
    }
}
