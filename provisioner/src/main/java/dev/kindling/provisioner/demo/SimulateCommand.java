package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling simulate}: virtual boards against a Kindling that already runs. */
@Command(
        name = "kindling simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Powers virtual Pi 4s on against a running Kindling on this machine, started with",
            "'./kindling up --address 127.42.0.2 --ephemeral-ports'. Loads the sample cluster first."
        })
public final class SimulateCommand implements Callable<Integer> {

    @Mixin
    private Boards boards;

    @Option(names = "--data", description = "data directory of that Kindling (default: ${DEFAULT-VALUE})")
    private Path data = Endpoints.defaultDataDirectory();

    @Option(names = "--plain", description = "log lines instead of lines that move")
    private boolean plain;

    @Override
    public Integer call() {
        Display display = Display.choose(plain);
        try (CleanUp cleanUp = CleanUp.alsoOnSignals()) {
            WorkDirectory directory = cleanUp.add(WorkDirectory.create(false));
            cleanUp.add(display);
            Walk.Outcome outcome = run(directory.path(), display, cleanUp);
            display.close();
            System.out.println();
            Timetable.lines(outcome.boards(), outcome.states()).forEach(System.out::println);
            return outcome.succeeded() ? 0 : 1;
        } catch (IOException | ApiException | IllegalArgumentException | IllegalStateException e) {
            display.close();
            System.err.println("kindling simulate: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Before anything is written. */
    private static void refuseRealMachines(List<SampleNode> nodes, Services services) throws IOException {
        try (Api api = services.api()) {
            List<String> clashes = RealMachines.clashes(nodes, api.list("hardware"));
            if (!clashes.isEmpty()) {
                throw new IllegalArgumentException(
                        "real machines are not simulated; use another Kindling, or delete the hardware if it is none:\n  "
                                + String.join("\n  ", clashes));
            }
        }
    }

    private Walk.Outcome run(Path directory, Display display, CleanUp cleanUp)
            throws IOException, InterruptedException {
        Endpoints endpoints = Endpoints.read(data)
                .orElseThrow(() -> new IllegalArgumentException("no Kindling runs in " + data
                        + "; start './kindling up --address 127.42.0.2 --ephemeral-ports --data " + data + "'"));
        Sample sample = Sample.open(Installation.current().sample()).onLoopback();
        if (!endpoints.address().equals(sample.serverAddress())) {
            throw new IllegalArgumentException("virtual boards reach a Kindling at " + sample.serverAddress()
                    + " only, this one serves " + endpoints.address());
        }
        List<SampleNode> nodes = sample.nodes(boards.count());
        Services services = new Services(endpoints, data);
        refuseRealMachines(nodes, services);
        DemoMaterial material = DemoMaterial.prepare(MaterialCache.directory(directory), display::say);
        MaterialCache.install(material, data);
        return new Walk(sample, nodes, material, services, display, cleanUp)
                .run(boards.options(nodes, Walk.loopback(sample, endpoints), directory.resolve("boards"), false));
    }
}
