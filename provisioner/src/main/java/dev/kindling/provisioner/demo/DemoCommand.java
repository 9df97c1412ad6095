package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.launch.JavaVersion;
import dev.kindling.simulator.fleet.Network;
import dev.kindling.simulator.lab.LabNetwork;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kindling demo}: the main job, on this machine. */
@Command(
        name = "kindling demo",
        mixinStandardHelpOptions = true,
        description = "Provisions virtual Raspberry Pi 4s from power-on to a checked card, and leaves nothing behind.")
public final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Boards boards;

    @Option(names = "--lab", description = "as root: real ports and broadcasts, one network namespace per board")
    private boolean lab;

    @Option(names = "--router", description = "with --lab: behind a router that leases (dnsmasq); boots is a proxy")
    private boolean router;

    @Option(names = "--separate", description = "PostgreSQL and every service in a process of its own")
    private boolean separate;

    @Option(names = "--keep", description = "leave data directory, cards and logs behind")
    private boolean keep;

    @Option(names = "--plain", description = "log lines instead of lines that move")
    private boolean plain;

    @Override
    public Integer call() {
        long begin = System.nanoTime();
        Display display = Display.choose(plain);
        CleanUp cleanUp = CleanUp.alsoOnSignals();
        try (cleanUp;
                MemoryGauge memory = new MemoryGauge()) {
            WorkDirectory directory = cleanUp.add(WorkDirectory.create(keep));
            cleanUp.add(display);
            Walk.Outcome outcome = run(directory.path(), display, cleanUp);
            display.close();
            report(outcome, Duration.ofNanos(System.nanoTime() - begin), memory.peakBytes());
            if (keep) {
                System.out.println("Kept: " + directory.path());
            }
            return outcome.succeeded() ? 0 : 1;
        } catch (IOException | ApiException | IllegalArgumentException | IllegalStateException e) {
            display.close();
            if (!cleanUp.isStopped()) {
                System.err.println("kindling demo: " + e.getMessage());
            }
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private Walk.Outcome run(Path directory, Display display, CleanUp cleanUp)
            throws IOException, InterruptedException {
        Sample written = Sample.open(Installation.current().sample());
        Lan lan = lan();
        Sample sample = lab ? written : written.onLoopback();
        List<SampleNode> nodes = sample.nodes(boards.count());
        LabNetwork network = lab ? enterLab(sample, cleanUp) : null;
        if (lan == Lan.BEHIND_ROUTER) {
            cleanUp.add(Router.start(network, sample, directory.resolve("router.log")));
        }
        DemoMaterial material = DemoMaterial.prepare(MaterialCache.directory(directory), display::say);
        display.say("Starting the services" + (separate ? ", each in a process of its own" : ""));
        ServiceStart start = new ServiceStart(directory, sample.serverAddress(), lan, material, cleanUp, display::say);
        Services services = separate ? start.apart() : start.inOneProcess();
        display.say("The services are ready at " + services.endpoints().rest());
        Network wire = lab ? new Network.Lab(network) : Walk.loopback(sample, services.endpoints());
        return new Walk(sample, nodes, material, services, display, cleanUp)
                .run(boards.options(nodes, wire, directory.resolve("boards"), keep));
    }

    private Lan lan() {
        if (router && !lab) {
            throw new ParameterException(spec.commandLine(), "--router needs --lab");
        }
        return router ? Lan.BEHIND_ROUTER : lab ? Lan.LAB : Lan.LOOPBACK;
    }

    private LabNetwork enterLab(Sample sample, CleanUp cleanUp) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new ParameterException(
                    spec.commandLine(), "--lab makes network namespaces and needs root; the plain demo does not");
        }
        if (boards.count() > LabNetwork.MAX_BOARDS) {
            throw new ParameterException(spec.commandLine(), "--lab has at most " + LabNetwork.MAX_BOARDS + " boards");
        }
        LabNetwork network = cleanUp.add(LabNetwork.create(boards.count(), sample.serverAddress()));
        network.enter();
        return network;
    }

    private static void report(Walk.Outcome outcome, Duration total, long peakMemory) {
        System.out.println();
        Timetable.lines(outcome.boards(), outcome.states()).forEach(System.out::println);
        outcome.boards().stream()
                .filter(board -> !board.succeeded())
                .forEach(board -> board.problems()
                        .forEach(problem ->
                                System.out.println("  " + board.board().name() + ": " + problem)));
        String java =
                JavaVersion.of(Installation.agentJava().getParent().getParent()).orElse("unknown");
        System.out.println();
        System.out.printf(
                "%s. %s from Enter to here; peak memory of all processes %s (PSS); agents on Java %s.%n",
                outcome.succeeded() ? "Every board is provisioned and every card is right" : "NOT every board is right",
                Quantity.seconds(total),
                Quantity.bytes(peakMemory),
                java);
    }
}
