package dev.kindling.benchmarks.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a workflow costs with few and with many finished ones in the database. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Time workflows with more and more finished ones in the database.")
final class HistoryCase implements Callable<Integer> {

    private static final int MACHINES = 1000;
    private static final int AGENTS = 8;
    private static final int ACTIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Mixin
    private ServerOptions options;

    @Option(
            names = "--finished",
            split = ",",
            description = "finished workflows in the database (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of(100, 1000, 10_000, 100_000);

    @Option(names = "--runs", description = "workflows measured with each (default: ${DEFAULT-VALUE})")
    private int runs = 400;

    @Override
    public Integer call() throws Exception {
        try (BenchServer server = new BenchServer(options);
                Wire wire = new Wire(server.authority(), server.grpcPort())) {
            List<Fleet.Member> members = Fleet.declare(server, MACHINES).members();
            Copies copies = new Copies(server);
            String template = server.template(ACTIONS);
            List<BenchAgent> agents = new ArrayList<>();
            BenchAgent.Counts counts = new BenchAgent.Counts();
            for (Fleet.Member member : members.subList(0, AGENTS)) {
                agents.add(new BenchAgent(wire, member, Duration.ZERO, counts).start());
            }
            String mac = members.getFirst().mac();
            run(server, counts, template, members, runs);
            String finished = copies.newestOf(mac);
            List<String> macs = members.stream().map(Fleet.Member::mac).toList();
            double first = 0;
            for (int size : sizes) {
                int missing = (int) (size - copies.count("state = 'SUCCESS'"));
                if (missing > 0) {
                    copies.make(finished, missing, macs, -1);
                }
                double cost = measure(server, copies, counts, template, members);
                first = first == 0 ? cost : first;
                System.out.printf("  ratio to the first: %.2f, load %s%n", cost / first, ProcessFigures.load());
            }
            agents.forEach(BenchAgent::close);
        }
        return 0;
    }

    /** @return processor milliseconds a workflow, of server and PostgreSQL together */
    private double measure(
            BenchServer server, Copies copies, BenchAgent.Counts counts, String template, List<Fleet.Member> members) {
        long before = copies.count("state = 'SUCCESS'");
        ProcessFigures figures = server.figures();
        Duration used = figures.serverTime();
        Duration database = figures.postgresTime();
        long began = System.nanoTime();
        run(server, counts, template, members, runs);
        double wall = (System.nanoTime() - began) / 1e6 / runs;
        double java = figures.serverTime().minus(used).toMillis() / (double) runs;
        double postgres = figures.postgresTime().minus(database).toMillis() / (double) runs;
        System.out.printf(
                "%6d finished: %.1f ms a workflow of %d actions (create to SUCCESS, %d at once);"
                        + " processor time a workflow: server %.1f ms, PostgreSQL %.1f ms%n",
                before, wall, ACTIONS, AGENTS, java, postgres);
        return java + postgres;
    }

    /**
     * Creates so many, in turn for the machines whose agents are there, and waits until all their reports are answered: counting
     * rows would itself cost more with more of them.
     */
    private static void run(
            BenchServer server, BenchAgent.Counts counts, String template, List<Fleet.Member> members, int number) {
        long wanted = counts.reports.get() + 2L * ACTIONS * number;
        for (int i = 0; i < number; i++) {
            server.workflow(template, members.get(i % AGENTS).mac());
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counts.reports.get() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not all workflows succeeded within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
