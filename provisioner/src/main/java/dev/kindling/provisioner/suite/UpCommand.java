package dev.kindling.provisioner.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kindling up}. */
@Command(
        name = "kindling up",
        mixinStandardHelpOptions = true,
        description = "Runs all services in one process, on a PostgreSQL of its own, until it is stopped.")
public final class UpCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    @Option(names = "--data", description = "where all state is kept (default: ${DEFAULT-VALUE})")
    private Path data = Endpoints.defaultDataDirectory();

    @Option(names = "--config", description = "a YAML or properties file; docs/configuration.md lists what it may say")
    private Path config;

    @Option(names = "--address", description = "IPv4 address at which boards reach this host (default: the LAN's)")
    private String address;

    @Option(
            names = "--ephemeral-ports",
            description = "free ports on --address instead of the real ones: needs no root, serves virtual boards")
    private boolean ephemeral;

    @Option(names = "--grpc-port", description = "agents' port (default: ${DEFAULT-VALUE})")
    private int grpcPort = Ports.standard().grpc();

    @Option(names = "--rest-port", description = "people's port (default: ${DEFAULT-VALUE})")
    private int restPort = Ports.standard().rest();

    @Option(names = "--until-parent-ends", hidden = true, description = "stop when the starting process is gone")
    private boolean untilParentEnds;

    @Option(names = "--verbose", description = "log to the terminal too, not only to DATA/log/kindling.log")
    private boolean verbose;

    @Override
    public Integer call() {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            prepare();
            SuiteOptions options = options();
            long begin = System.nanoTime();
            Suite suite = Suite.begin(options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(suite), "stop"));
            if (untilParentEnds) {
                ProcessHandle.current().parent().ifPresent(UpCommand::stopAfter);
            }
            suite.await();
            announce(options, suite.endpoints().rest(), (System.nanoTime() - begin) / 1_000_000_000.0);
            tellModes(System.out, suite::dhcpModes, ended);
            ended.await();
            return 0;
        } catch (FileSystemException e) {
            System.err.println("kindling up: " + words(e) + "; give a directory of your own with --data");
            return 1;
        } catch (IOException e) {
            System.err.println("kindling up: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Java's own message is the bare path. */
    private static String words(FileSystemException e) {
        String reason = e.getReason();
        if (reason == null) {
            reason = e instanceof AccessDeniedException
                    ? "no right to write there"
                    : e.getClass().getSimpleName();
        }
        return e.getFile() + " cannot be used: " + reason;
    }

    private static void stopAfter(ProcessHandle parent) {
        parent.onExit().thenRun(() -> Runtime.getRuntime().exit(0));
    }

    /** All of it before the first logger is made. */
    private void prepare() throws IOException {
        Suite.prepare(data, verbose);
        if (config != null) {
            if (!Files.isReadable(config)) {
                throw new IOException("the configuration file " + config + " cannot be read");
            }
            System.setProperty("spring.config.additional-location", "file:" + config.toAbsolutePath());
        }
    }

    private SuiteOptions options() throws IOException {
        String reachable = address == null ? HostAddress.onTheLan() : HostAddress.checked(address);
        Ports ports = ephemeral ? ephemeralPorts(reachable) : Ports.standard().withTink(grpcPort, restPort);
        return SuiteOptions.of(data, reachable, ports, ephemeral ? reachable : "");
    }

    /** Those of the last start where that was killed: boards in the middle of their way come back to them. */
    private Ports ephemeralPorts(String reachable) throws IOException {
        Optional<Endpoints> last = Endpoints.last(data)
                .filter(found ->
                        found.address().equals(reachable) && found.ports().nfs() != 0);
        return last.isPresent() ? last.get().ports() : Ports.free(reachable);
    }

    private static void announce(SuiteOptions options, String rest, double seconds) {
        Ports ports = options.ports();
        System.out.printf(
                """
                Kindling is up after %.1f s (process %d), for boards at %s
                  REST      %s/
                  token     %s
                  boots     DHCP %d, TFTP %d, HTTP %d, NFS %d
                  hegel     HTTP %d, HTTPS %d
                  agents    gRPC %d
                  log       %s
                Stop it with Ctrl-C.
                """,
                seconds,
                ProcessHandle.current().pid(),
                options.address(),
                rest,
                options.data().resolve("admin-token"),
                ports.dhcp(),
                ports.tftp(),
                ports.boot(),
                ports.nfs(),
                ports.metadata(),
                ports.secrets(),
                ports.grpc(),
                System.getProperty("kindling.log"));
        System.out.flush();
    }

    /** Whether boards are answered at all is told where {@code up} was typed, as soon as it is known. */
    static void tellModes(PrintStream terminal, Supplier<Optional<List<String>>> modes, CountDownLatch ended)
            throws InterruptedException {
        Optional<List<String>> found = modes.get();
        if (found.isEmpty()) {
            terminal.println("DHCP looks for another server for 10 s");
            terminal.flush();
        }
        while (found.isEmpty()) {
            if (ended.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            found = modes.get();
        }
        found.get().forEach(terminal::println);
        terminal.flush();
    }

    private static void stop(Suite suite) {
        try {
            suite.close();
        } catch (IOException e) {
            System.err.println("kindling up: " + e.getMessage());
        }
    }
}
