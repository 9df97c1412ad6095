package dev.kindling.benchmarks.engine;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists of a large inventory over REST, filtered and paged. */
@Command(name = "machines", mixinStandardHelpOptions = true, description = "List many machines, filtered and paged.")
final class MachinesCase implements Callable<Integer> {

    private static final int WARM_UP = 100;
    private static final List<String> QUERIES = List.of(
            "machines?limit=100",
            "machines?limit=100&after=02:00:00:00:13:88",
            "machines?limit=100&state=declared&selector=room=r7",
            "machines?limit=100&state=declared&selector=room=r7,shelf!=s3",
            "machines?limit=100&selector=shelf=s3&after=02:00:00:00:13:88",
            "machines?limit=100&selector=!room",
            "hardware?limit=100&selector=room=r7",
            "workflows?limit=100&selector=room=r7&state=running");

    @Mixin
    private ServerOptions options;

    @Option(names = "--machines", description = "so many (default: ${DEFAULT-VALUE})")
    private int size = 10_000;

    @Option(names = "--requests", description = "of each query (default: ${DEFAULT-VALUE})")
    private int requests = 200;

    @Override
    public Integer call() throws Exception {
        try (BenchServer server = new BenchServer(options)) {
            Fleet.declare(server, size);
            System.out.printf("%d machines, 50 ms wanted%n", size);
            for (String query : QUERIES) {
                Quantiles times = new Quantiles();
                String answer = "";
                for (int i = 0; i < WARM_UP + requests; i++) {
                    long began = System.nanoTime();
                    answer = server.send("GET", "/api/v1/" + query, "application/json", "");
                    if (i >= WARM_UP) {
                        times.add(System.nanoTime() - began);
                    }
                }
                System.out.printf("%-62s %4d KiB  %s%n", query, answer.length() / 1024, times);
            }
            System.out.println("load " + ProcessFigures.load());
        }
        return 0;
    }
}
