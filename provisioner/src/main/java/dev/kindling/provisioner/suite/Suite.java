package dev.kindling.provisioner.suite;

import dev.kindling.boots.BootsApplication;
import dev.kindling.boots.dhcp.DhcpServer;
import dev.kindling.hegel.HegelApplication;
import dev.kindling.tink.TinkServerApplication;
import dev.kindling.tink.site.RestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** All services in this process: one Spring application each, joined by gRPC inside the process. */
public final class Suite implements AutoCloseable {

    private static final String IN_PROCESS = "kindling";

    private final SuiteOptions options;
    private final DataLock lock;
    // The order in which they are stopped is the reverse of this one.
    private final List<CompletableFuture<ConfigurableApplicationContext>> starts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<CompletableFuture<ConfigurableApplicationContext>> firstFailure =
            new AtomicReference<>();

    private Suite(SuiteOptions options, DataLock lock) {
        this.options = options;
        this.lock = lock;
    }

    /** To be called before anything logs: one log for all services, in the data directory. */
    public static void prepare(Path data, boolean verbose) throws IOException {
        if (!Files.exists(data)) {
            Files.createDirectories(data);
            // Others pass through it at most: PostgreSQL may run under another account.
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        }
        Path log = Files.createDirectories(data.resolve("log")).resolve("kindling.log");
        System.setProperty("kindling.log", log.toString());
        System.setProperty("kindling.console", verbose ? "INFO" : "WARN");
        // Each Spring application would set logging up anew, in the middle of the others' start.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "kindling-logback.xml");
    }

    /**
     * Begins to start all of them side by side.
     *
     * @throws IOException when the data directory is in use
     */
    public static Suite begin(SuiteOptions options) throws IOException {
        Suite suite = new Suite(options, DataLock.take(options.data()));
        // Hegel needs what tink-server writes, and a slow disk or a busy machine is no failure: they start together,
        // and
        // a tink-server that fails ends all of them.
        Map<String, String> target = Map.of("target", "in-process:" + IN_PROCESS, "deadline", "15m");
        suite.starting("tink-server", TinkServerApplication.create(options.tink(IN_PROCESS)));
        suite.starting("hegel", HegelApplication.create(options.hegel(target)));
        suite.starting("boots", BootsApplication.create(options.boots(target)));
        return suite;
    }

    /**
     * Waits until all are ready, and says where they answer.
     *
     * @throws IOException when one does not start, with the reason
     */
    public void await() throws IOException {
        starts.forEach(start -> start.handle((_, _) -> "ended").join());
        CompletableFuture<ConfigurableApplicationContext> failed = firstFailure.get();
        if (failed != null) {
            Throwable failure = failed.exceptionNow();
            throw new IOException(failure.getMessage(), failure);
        }
        endpoints().write(options.data());
    }

    /** What DHCP does on each link and what changes it, a sentence each; empty while that is being found out. */
    Optional<List<String>> dhcpModes() {
        return starts.getLast().join().getBean(DhcpServer.class).modeLines();
    }

    /** Where REST answers, as the configuration of the started tink-server has it. */
    Endpoints endpoints() {
        boolean tls = RestTls.isOn(starts.getFirst().join().getEnvironment());
        return new Endpoints(ProcessHandle.current().pid(), options.address(), options.ports(), tls);
    }

    private void starting(String name, SpringApplication service) {
        // We stop them in order ourselves; Spring's hook would stop them all at once.
        service.setRegisterShutdownHook(false);
        service.setLogStartupInfo(false);
        CompletableFuture<ConfigurableApplicationContext> ready = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().name("start-" + name).unstarted(() -> {
            try {
                ready.complete(service.run());
            } catch (RuntimeException | Error e) {
                if (ready.completeExceptionally(new IOException(name + " did not start: " + rootCause(e), e))) {
                    giveUp(ready);
                }
            }
        });
        synchronized (threads) {
            starts.add(ready);
            threads.add(thread);
        }
        thread.start();
    }

    /** What the others wait for will not come; the first failure is the reason that is told. */
    private void giveUp(CompletableFuture<ConfigurableApplicationContext> failed) {
        firstFailure.compareAndSet(null, failed);
        interruptStarts();
    }

    /** A start that is interrupted undoes what it began; one that has ended does not notice. */
    private void interruptStarts() {
        synchronized (threads) {
            threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /**
     * Stops those who answer boards first, the source of truth and its database last. One that is still starting is
     * told to give up, and waited for: what it began, a database server above all, would outlive us otherwise.
     */
    @Override
    public void close() throws IOException {
        Endpoints.remove(options.data());
        interruptStarts();
        for (CompletableFuture<ConfigurableApplicationContext> start : starts.reversed()) {
            start.handle((context, failure) -> Optional.ofNullable(context))
                    .join()
                    .ifPresent(ConfigurableApplicationContext::close);
        }
        lock.close();
    }
}
