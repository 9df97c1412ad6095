package dev.kindling.benchmarks.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many idle agents on one server: what they cost in memory and processor time. */
@Command(name = "agents", mixinStandardHelpOptions = true, description = "Connect many agents and hold them.")
final class AgentsCase implements Callable<Integer> {

    private static final int AT_ONCE = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Mixin
    private ServerOptions options;

    @Option(names = "--agents", description = "so many (default: ${DEFAULT-VALUE})")
    private int size = 10_000;

    @Option(names = "--hold", paramLabel = "SECONDS", description = "how long they stay (default: ${DEFAULT-VALUE})")
    private int seconds = 60;

    @Override
    public Integer call() throws Exception {
        try (BenchServer server = new BenchServer(options);
                Wire wire = new Wire(server.authority(), server.grpcPort())) {
            Fleet fleet = Fleet.declare(server, size);
            ProcessFigures figures = server.figures();
            System.out.printf("before: server %d MiB PSS, heap %s%n", figures.serverPss(), figures.serverHeap());
            BenchAgent.Counts counts = new BenchAgent.Counts();
            List<BenchAgent> agents = new ArrayList<>();
            long began = System.nanoTime();
            for (Fleet.Member member : fleet.members()) {
                agents.add(new BenchAgent(wire, member, Duration.ZERO, counts).start());
                await(counts, agents.size() - AT_ONCE, began);
            }
            await(counts, size, began);
            System.out.printf(
                    "%d agents connected over TLS in %.0f s, %d attempts broke, load %s%n",
                    counts.connected.get(),
                    (System.nanoTime() - began) / 1e9,
                    counts.broken.getAndSet(0),
                    ProcessFigures.load());
            hold(figures, counts);
            agents.forEach(BenchAgent::close);
        }
        return 0;
    }

    private void hold(ProcessFigures figures, BenchAgent.Counts counts) {
        long orders = counts.orders.get();
        Duration server = figures.serverTime();
        Duration postgres = figures.postgresTime();
        LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
        System.out.printf(
                "held for %d s: %d heartbeats, %d streams broken; processor time a second: server %.2f, PostgreSQL %.2f%n",
                seconds,
                counts.orders.get() - orders,
                counts.broken.get(),
                figures.serverTime().minus(server).toMillis() / 1000.0 / seconds,
                figures.postgresTime().minus(postgres).toMillis() / 1000.0 / seconds);
        long before = figures.serverPss();
        String heap = figures.serverHeap();
        System.out.printf(
                "server: %d MiB PSS (of 2,048), after a collection heap %s; %d kernel threads; PostgreSQL %d MiB PSS; load %s%n",
                before, heap, figures.serverThreads(), figures.postgresPss(), ProcessFigures.load());
    }

    private static void await(BenchAgent.Counts counts, int wanted, long began) {
        while (counts.connected.get() < wanted) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException("only " + counts.connected.get() + " agents connected in " + PATIENCE
                        + "; " + counts.broken.get() + " broke");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
