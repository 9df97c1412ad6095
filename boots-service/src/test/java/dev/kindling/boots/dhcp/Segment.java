package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A LAN of its own: a bridge in one network namespace, and hosts that are a namespace each, with {@code eth0} on the
 * bridge. Nothing of it touches the machine's own network.
 */
final class Segment implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String prefix = "kdhcp-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-";
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    private Segment() {}

    /** Skips the test where namespaces cannot be made. */
    static Segment lay() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: network namespaces need root");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "skipped: /usr/sbin/ip (iproute2) is missing");
        Segment segment = new Segment();
        segment.namespace("sw");
        segment.ip("sw", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        segment.ip("sw", "link", "set", "br0", "up");
        return segment;
    }

    /** Skips the test where the program, or a file of a package, is missing. */
    static void needs(String program, String debianPackage) {
        assumeTrue(
                Files.isReadable(Path.of(program)),
                "skipped: " + program + " is missing (apt-get install " + debianPackage + ")");
    }

    /**
     * A host on the bridge.
     *
     * @param address with prefix length; empty: none
     */
    Host host(String name, String mac, String address) throws Exception {
        namespace(name);
        ip(name, "link", "set", "lo", "up");
        attach(name, "eth0", mac, address);
        return new Host(name);
    }

    /** One more interface of a host on the bridge. */
    void attach(String name, String device, String mac, String address) throws Exception {
        String port = name + "-" + device;
        run(
                "ip",
                "link",
                "add",
                device,
                "netns",
                prefix + name,
                "type",
                "veth",
                "peer",
                "name",
                port,
                "netns",
                prefix + "sw");
        ip("sw", "link", "set", port, "master", "br0", "up");
        ip(name, "link", "set", device, "address", mac);
        ip(name, "link", "set", device, "up");
        if (!address.isEmpty()) {
            ip(name, "address", "add", address, "dev", device);
        }
    }

    /** A network card for a machine that is a program: its end is in the bridge's namespace. */
    String tap(String name) throws Exception {
        ip("sw", "tuntap", "add", "dev", name, "mode", "tap");
        ip("sw", "link", "set", name, "master", "br0", "up");
        return name;
    }

    /** Starts a program where the bridge is; it goes on until the segment is lifted. */
    Process startOnTheSwitch(Path log, String... command) throws IOException {
        return new Host("sw").start(log, command);
    }

    private void namespace(String name) throws Exception {
        run("ip", "netns", "add", prefix + name);
        namespaces.add(prefix + name);
    }

    void ip(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", prefix + name));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        try {
            for (Process process : processes) {
                process.destroyForcibly();
                process.waitFor(30, TimeUnit.SECONDS);
            }
            for (String namespace : namespaces) {
                run("ip", "netns", "delete", namespace);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
        return output;
    }

    /** One of the hosts. */
    final class Host {

        private final String name;

        private Host(String name) {
            this.name = name;
        }

        String namespaceName() {
            return prefix + name;
        }

        /** Runs a program to its end and gives what it wrote. */
        String run(String... command) throws Exception {
            return Segment.run(inside(command));
        }

        /** Starts a program that goes on until the segment is lifted. */
        Process start(Path log, String... command) throws IOException {
            Process process = new ProcessBuilder(inside(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            processes.add(process);
            return process;
        }

        private String[] inside(String... command) {
            List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", prefix + name));
            all.addAll(List.of(command));
            return all.toArray(String[]::new);
        }

        /**
         * Calls on a thread that is in this host's namespace; sockets it opens, and threads it starts, stay there.
         */
        <T> T in(Callable<T> call) throws Exception {
            CompletableFuture<T> result = new CompletableFuture<>();
            Thread.ofPlatform().name("in-" + name).start(() -> {
                try {
                    enter(Path.of("/run/netns", prefix + name));
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            try {
                return result.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } catch (TimeoutException e) {
                throw new AssertionError(name + " did not answer", e);
            }
        }
    }

    /** setns(2) for the calling thread; CLONE_NEWNET is 0x40000000. */
    @SuppressWarnings("restricted")
    private static void enter(Path namespace) throws Throwable {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor two =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle setns = linker.downcallHandle(linker.defaultLookup().findOrThrow("setns"), two);
        MethodHandle close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            int file = (int) open.invokeExact(arena.allocateFrom(namespace.toString()), 0);
            int result = (int) setns.invokeExact(file, 0x40000000);
            int closed = (int) close.invokeExact(file);
            assertThat(List.of(result, closed)).as("setns " + namespace).containsOnly(0);
        }
    }
}
