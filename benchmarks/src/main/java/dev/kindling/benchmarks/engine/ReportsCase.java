package dev.kindling.benchmarks.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
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
    private static final int REPORTS_OF_WORKFLOW = 2 * ACTIONS;
    /** A second, more than there are: no agent may run out of workflows within a round. */
    private static final int LARGEST_RATE = 4000;

    /** Until all agents are at work. */
    private static final Duration LEAD = Duration.ofSeconds(3);

    /** A rate that grew by less from one round to the next is level. */
    private static final double LEVEL = 1.05;

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
            paramLabel = "ROUNDS",
            description = "at most, that do not count, until the rate no longer grows: a cold JVM measures its compiler"
                    + " (default: ${DEFAULT-VALUE})")
    private int warmUp = 8;

    @Override
    public Integer call() throws Exception {
        try (BenchServer server = new BenchServer(options);
                Wire wire = new Wire(server.authority(), server.grpcPort())) {
            // A set of machines for each round and one for pgbench.
            List<Fleet.Member> members =
                    Fleet.declare(server, agents * (rounds + warmUp + 1)).members();
            List<List<Fleet.Member>> sets = IntStream.range(0, rounds + warmUp + 1)
                    .mapToObj(set -> members.subList(set * agents, (set + 1) * agents))
                    .toList();
            Load load = new Load(server, wire, new Copies(server), server.template(ACTIONS));
            // As many wait there as in the middle of a round of the engine's.
            load.queue(sets.getFirst(), workflowsEach() / 2);
            Pgbench pgbench = new Pgbench(server, agents, seconds);
            pgbench.prepare();
            Iterator<List<Fleet.Member>> unused = sets.listIterator(1);
            warmUp(load, unused);
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ratios[i] = round(i + 1, load, pgbench, unused.next());
            }
            Arrays.sort(ratios);
            System.out.printf("median ratio %.2f (0.50 wanted)%n", ratios[rounds / 2]);
        }
        return 0;
    }

    private void warmUp(Load load, Iterator<List<Fleet.Member>> unused) {
        double before = 0;
        for (int i = 0; i < warmUp; i++) {
            double rate = load.engine(unused.next(), workflowsEach(), Duration.ofSeconds(seconds));
            System.out.printf("warm-up: %.0f reports a second%n", rate);
            if (rate < before * LEVEL) {
                return;
            }
            before = rate;
        }
        System.out.println("the rate was still growing when the warm-up ended");
    }

    /** @return reports a second, of those of pgbench */
    private double round(int number, Load load, Pgbench pgbench, List<Fleet.Member> members) throws IOException {
        double engine = load.engine(members, workflowsEach(), Duration.ofSeconds(seconds));
        ProcessFigures figures = load.server().figures();
        Duration before = figures.postgresTime();
        double peer = pgbench.reports();
        System.out.printf(
                "  pgbench: processor time a report: PostgreSQL %.2f ms%n",
                figures.postgresTime().minus(before).toMillis() / (peer * seconds));
        double ratio = engine / peer;
        System.out.printf(
                "round %d: %.0f reports a second, pgbench %.0f, ratio %.2f, load %s%n",
                number, engine, peer, ratio, ProcessFigures.load());
        return ratio;
    }

    private int workflowsEach() {
        return Math.ceilDiv(LARGEST_RATE * (seconds + (int) LEAD.toSeconds()), agents * REPORTS_OF_WORKFLOW);
    }

    /** Agents that report as fast as they are answered. */
    private record Load(BenchServer server, Wire wire, Copies copies, String template) {

        /** Gives each machine so many workflows. */
        void queue(List<Fleet.Member> members, int each) {
            String first = members.getFirst().mac();
            server.workflow(template, first);
            List<String> macs = members.stream().map(Fleet.Member::mac).toList();
            copies.make(copies.newestOf(first), members.size() * each, macs, 0);
        }

        /** @return applied reports a second */
        double engine(List<Fleet.Member> members, int workflowsEach, Duration time) {
            queue(members, workflowsEach);
            BenchAgent.Counts counts = new BenchAgent.Counts();
            List<BenchAgent> agents = new ArrayList<>();
            members.forEach(member -> agents.add(new BenchAgent(wire, member, Duration.ZERO, counts).start()));
            LockSupport.parkNanos(LEAD.toNanos());
            long before = counts.reports.get();
            ProcessFigures figures = server.figures();
            Duration server0 = figures.serverTime();
            Duration postgres0 = figures.postgresTime();
            long began = System.nanoTime();
            LockSupport.parkNanos(time.toNanos());
            long done = counts.reports.get() - before;
            double passed = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "  engine: answered after %s; processor time a report: server %.2f ms, PostgreSQL %.2f ms; %d broken%n",
                    counts.answer,
                    figures.serverTime().minus(server0).toMillis() / (double) done,
                    figures.postgresTime().minus(postgres0).toMillis() / (double) done,
                    counts.broken.get());
            agents.forEach(BenchAgent::close);
            if (counts.idle.get() > 0) {
                throw new IllegalStateException("an agent ran out of workflows");
            }
            return done / passed;
        }
    }
}
