package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.ApiException;
import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.provisioner.suite.Ports;
import dev.kindling.provisioner.suite.Suite;
import dev.kindling.provisioner.suite.SuiteOptions;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.fleet.AgentCommand;
import dev.kindling.simulator.fleet.FleetOptions;
import dev.kindling.simulator.fleet.Network;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * One board's whole walk inside one process, so that the JVM records every class of the services, the command and the
 * simulator for its start-up cache.
 */
@Command(name = "kindling train", hidden = true)
public final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (CleanUp cleanUp = CleanUp.alsoOnSignals()) {
            Path directory = cleanUp.add(WorkDirectory.create(false)).path();
            Display display = cleanUp.add(new PlainDisplay(System.out));
            Sample sample = Sample.open(Installation.current().sample()).onLoopback();
            List<SampleNode> nodes = sample.nodes(1);
            DemoMaterial material = DemoMaterial.prepare(MaterialCache.directory(directory), display::say);
            Services services = start(directory.resolve("data"), sample.serverAddress(), material, cleanUp);
            display.say("The services are ready");
            Network wire = Walk.loopback(sample, services.endpoints());
            List<BoardSpec> boards = nodes.stream().map(SampleNode::board).toList();
            AgentCommand agent = AgentStart.recording(Installation.current());
            FleetOptions options = FleetOptions.of(boards, wire, directory.resolve("boards"), agent)
                    .withExpectations(Map.of(
                            nodes.getFirst().board().name(), nodes.getFirst().expectation()));
            walk(new Walk(sample, nodes, material, services, display, cleanUp), options);
            return 0;
        }
    }

    /** Classes are what it is about: a walk that went wrong has loaded most of them. */
    private static void walk(Walk walk, FleetOptions options) throws IOException, InterruptedException {
        try {
            Walk.Outcome outcome = walk.run(options);
            walk.display().say(outcome.succeeded() ? "The walk was right" : "The walk went wrong: " + outcome.boards());
        } catch (ApiException e) {
            walk.display().say("The walk went wrong: " + e.getMessage());
        }
    }

    private static Services start(Path data, String address, DemoMaterial material, CleanUp cleanUp)
            throws IOException {
        Suite.prepare(Files.createDirectories(data), false);
        System.setProperty("kindling.boots.firmware", material.firmware().toString());
        System.setProperty("kindling.boots.images", material.images().toString());
        SuiteOptions options = SuiteOptions.of(data, address, Ports.free(address), address);
        Suite suite = cleanUp.add(Suite.begin(options));
        suite.await();
        return new Services(new Endpoints(ProcessHandle.current().pid(), address, options.ports()), data);
    }
}
