package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.simulator.fleet.BoardResult;
import dev.kindling.simulator.fleet.Fleet;
import dev.kindling.simulator.fleet.FleetOptions;
import dev.kindling.simulator.fleet.Network;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * The walk of all boards, from power-on to the checked card, against services that run.
 *
 * @param sample what the cluster is to be
 * @param nodes one per board
 * @param material what boots serves
 * @param services that they meet
 * @param display shows the progress
 * @param cleanUp takes the power away
 */
record Walk(
        Sample sample,
        List<SampleNode> nodes,
        DemoMaterial material,
        Services services,
        Display display,
        CleanUp cleanUp) {

    /**
     * How it ended.
     *
     * @param boards one per board
     * @param states the state of each board's workflow by MAC
     */
    record Outcome(List<BoardResult> boards, Map<String, String> states) {

        boolean succeeded() {
            return boards.stream()
                    .allMatch(board -> board.succeeded()
                            && "SUCCESS".equals(states.get(board.board().mac().text())));
        }
    }

    Outcome run(FleetOptions options) throws IOException, InterruptedException {
        Api api = cleanUp.add(services.api());
        Inventory inventory = new Inventory(api, sample, nodes);
        inventory.load(material);
        cleanUp.add(new ActionFeed(api, display));
        display.say("Power on for " + nodes.size() + " boards");
        Fleet fleet = cleanUp.add(Fleet.powerOn(options, display));
        List<BoardResult> results = fleet.await();
        return new Outcome(results, inventory.settledStates());
    }

    /** The boards' wire where nobody is root: everything on loopback, behind a relay agent. */
    static Network loopback(Sample sample, Endpoints endpoints) {
        return new Network.Loopback(
                new InetSocketAddress(endpoints.address(), endpoints.ports().dhcp()),
                endpoints.ports().tftp(),
                new InetSocketAddress(sample.gatewayAddress(), 0));
    }
}
