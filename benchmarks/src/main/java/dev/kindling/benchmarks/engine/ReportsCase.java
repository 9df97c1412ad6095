package dev.kindling.benchmarks.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Durable reports a second, beside pgbench with the same statements on the same PostgreSQL, in turns. */
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        description = "Report as fast as it is answered, in turns with pgbench.")
final class ReportsCase implements Callable<Integer> {

    private static final int ACTIONS = 10;
    /** More than an agent gets through in a round, and no more: each that waits for it is looked at when one ends. */
    private static final int WORKFLOWS_EACH = 60;

    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(3);

    @Mixin
    private ServerOptions options;

    @Option(names = "--agents", description = "at once, and pgbench's clients (default: ${DEFAULT-VALUE})")
    private int agents = 32;

    @Option(names = "--rounds", description = "of both (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "of each in a round (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(
            names = "--warm-up",
            paramLabel = "REPORTS",
            description = "before the first round: a cold JVM measures its compiler (default: ${DEFAULT-VALUE})")
    private int warmUp = 20_000;

    @Override
    public Integer call() throws Exception {
        try (BenchServer server = new BenchServer(options);
                Wire wire = new Wire(server.authority(), server.grpcPort())) {
            // A set of machines for each round, one for the warm-up, one for pgbench.
            List<Fleet.Member> members =
                    Fleet.declare(server, agents * (rounds + 2)).members();
            Copies copies = new Copies(server);
            String template = server.template(ACTIONS);
            Pgbench pgbench = new Pgbench(server, agents, seconds);
            List<Fleet.Member> peers = members.subList(0, agents);
            queue(server, copies, template, peers, 1);
            pgbench.prepare();
            warmUp(server, wire, copies, template, members.subList(agents, 2 * agents));
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                List<Fleet.Member> own = members.subList((round + 2) * agents, (round + 3) * agents);
                double engine = engine(server, wire, copies, template, own, Duration.ofSeconds(seconds));
                Duration database = server.figures().postgresTime();
                double peer = pgbench.reports();
                System.out.printf(
                        "  pgbench: processor time a report: PostgreSQL %.2f ms%n",
                        server.figures().postgresTime().minus(database).toMillis() / (peer * seconds));
                ratios[round] = engine / peer;
                System.out.printf(
                        "round %d: %.0f reports a second, pgbench %.0f, ratio %.2f, load %s%n",
                        round + 1, engine, peer, ratios[round], ProcessFigures.load());
            }
            Arrays.sort(ratios);
            System.out.printf("median ratio %.2f (0.50 wanted)%n", ratios[rounds / 2]);
        }
        return 0;
    }

    private void warmUp(BenchServer server, Wire wire, Copies copies, String template, List<Fleet.Member> members) {
        queue(server, copies, template, members, WORKFLOWS_EACH);
        BenchAgent.Counts counts = new BenchAgent.Counts();
        List<BenchAgent> some = new ArrayList<>();
        members.forEach(member -> some.add(new BenchAgent(wire, member, Duration.ZERO, counts).start()));
        long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        while (counts.reports.get() < warmUp && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        System.out.printf("warmed up with %d reports%n", counts.reports.get());
        some.forEach(BenchAgent::close);
    }

    /** @return applied reports a second */
    private static double engine(
            BenchServer server, Wire wire, Copies copies, String template, List<Fleet.Member> members, Duration time) {
        queue(server, copies, template, members, WORKFLOWS_EACH);
        BenchAgent.Counts counts = new BenchAgent.Counts();
        List<BenchAgent> agents = new ArrayList<>();
        members.forEach(member -> agents.add(new BenchAgent(wire, member, Duration.ZERO, counts).start()));
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        long before = counts.reports.get();
        Duration server0 = server.figures().serverTime();
        Duration postgres0 = server.figures().postgresTime();
        long began = System.nanoTime();
        LockSupport.parkNanos(time.toNanos());
        long done = counts.reports.get() - before;
        double passed = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "  engine: answered after %s; processor time a report: server %.2f ms, PostgreSQL %.2f ms; %d broken%n",
                counts.answer,
                server.figures().serverTime().minus(server0).toMillis() / (double) done,
                server.figures().postgresTime().minus(postgres0).toMillis() / (double) done,
                counts.broken.get());
        agents.forEach(BenchAgent::close);
        return done / passed;
    }

    private static void queue(
            BenchServer server, Copies copies, String template, List<Fleet.Member> members, int each) {
        String first = members.getFirst().mac();
        server.workflow(template, first);
        List<String> macs = members.stream().map(Fleet.Member::mac).toList();
        copies.make(copies.newestOf(first), members.size() * each, macs, 0);
    }
}
