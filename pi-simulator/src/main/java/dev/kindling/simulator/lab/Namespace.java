package dev.kindling.simulator.lab;

import dev.kindling.simulator.tool.Command;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A named network namespace, as {@code ip netns} keeps them.
 *
 * @param name below /run/netns
 */
record Namespace(String name) {

    static final String DIRECTORY = "/run/netns";

    String path() {
        return DIRECTORY + "/" + name;
    }

    void add() throws IOException {
        ip("netns", "add", name);
        configure("link", "set", "lo", "up");
    }

    /** {@code ip} on this namespace. */
    void configure(String... words) throws IOException {
        run(Command.of("ip", "-n", name).and(words));
    }

    /** Whether it has a network device of this name. */
    boolean has(String device) throws IOException {
        try {
            Command.Output<String> found = Command.of("ip", "-n", name, "-o", "link", "show", "dev", device)
                    .read(out -> new String(out.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII));
            return found.status() == 0;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Ends what runs inside and takes the name away; the namespace goes with its last socket. */
    void remove() throws IOException {
        try {
            Command.Output<String> pids = Command.of("ip", "netns", "pids", name)
                    .read(out -> new String(out.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII));
            pids.value()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d+"))
                    .map(Long::valueOf)
                    .filter(pid -> pid != ProcessHandle.current().pid())
                    .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        } catch (InterruptedException e) {
            throw interrupted();
        }
        ip("netns", "del", name);
    }

    /** Runs something on a thread inside; sockets it opens stay there. */
    <T> T call(Callable<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(() -> {
            Kernel.enterNamespace(path());
            return task.call();
        });
        Thread.ofPlatform().daemon().name(name).start(future);
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException("in namespace " + name, e.getCause());
        }
    }

    static void ip(String... words) throws IOException {
        run(Command.of("ip").and(words));
    }

    private static void run(Command command) throws IOException {
        try {
            command.run();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while configuring the lab");
    }
}
