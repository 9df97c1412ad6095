package dev.kindling.benchmarks.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many workflows at once: how long after an action's last report the next one is at its agent. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        description = "Run many workflows at once and time the next action.")
final class PushCase implements Callable<Integer> {

    private static final int ACTIONS = 60;
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(10);

    @Mixin
    private ServerOptions options;

    @Option(names = "--workflows", description = "active at once (default: ${DEFAULT-VALUE})")
    private int size = 1000;

    @Option(names = "--work", paramLabel = "SECONDS", description = "what an action takes (default: ${DEFAULT-VALUE})")
    private int work = 10;

    @Option(names = "--seconds", description = "how long is measured (default: ${DEFAULT-VALUE})")
    private int seconds = 60;

    @Option(
            names = "--warm-up",
            paramLabel = "REPORTS",
            description = "before it is measured: a cold JVM measures its compiler (default: ${DEFAULT-VALUE})")
    private int warmUp = 20_000;

    @Override
    public Integer call() throws Exception {
        try (BenchServer server = new BenchServer(options);
                Wire wire = new Wire(server.authority(), server.grpcPort())) {
            List<Fleet.Member> members = Fleet.declare(server, size).members();
            server.workflow(server.template(ACTIONS), members.getFirst().mac());
            Copies copies = new Copies(server);
            List<String> others =
                    members.stream().skip(1).map(Fleet.Member::mac).toList();
            copies.make(copies.newestOf(members.getFirst().mac()), others.size(), others, 0);
            BenchAgent.Counts counts = new BenchAgent.Counts();
            List<BenchAgent> agents = new ArrayList<>();
            long pause = Duration.ofSeconds(work).toNanos() / size;
            for (Fleet.Member member : members) {
                agents.add(new BenchAgent(wire, member, Duration.ofSeconds(work), counts).start());
                // Spread over one action's time, as boards that were powered on one by one would be.
                LockSupport.parkNanos(pause);
            }
            long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
            while (counts.reports.get() < warmUp && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            System.out.printf("warmed up with %d reports%n", counts.reports.get());
            measure(server, copies, counts);
            agents.forEach(BenchAgent::close);
        }
        return 0;
    }

    private void measure(BenchServer server, Copies copies, BenchAgent.Counts counts) {
        counts.push.clear();
        counts.answer.clear();
        ProcessFigures figures = server.figures();
        long broken = counts.broken.get();
        Duration used = figures.serverTime();
        Duration database = figures.postgresTime();
        LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
        System.out.printf(
                "%d workflows active, actions of %d s, %d s measured, %d calls and streams broken meanwhile, load %s%n",
                copies.count("state = 'RUNNING'"), work, seconds, counts.broken.get() - broken, ProcessFigures.load());
        System.out.println("report sent until answered after its commit: " + counts.answer);
        System.out.println("report sent until the next action is at its agent (50 ms at 99% wanted): " + counts.push);
        System.out.printf(
                "processor time a second: server %.2f, PostgreSQL %.2f%n",
                figures.serverTime().minus(used).toMillis() / 1000.0 / seconds,
                figures.postgresTime().minus(database).toMillis() / 1000.0 / seconds);
    }
}
