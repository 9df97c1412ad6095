package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.launch.ChildProcess;
import dev.kindling.simulator.lab.LabNetwork;
import dev.kindling.simulator.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The router of a lab: a real dnsmasq that leases addresses nobody declared, and knows nothing of booting. */
final class Router {

    private static final Path PROGRAM = Path.of("/usr/sbin/dnsmasq");

    private Router() {}

    static ChildProcess start(LabNetwork network, Sample sample, Path log) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IllegalArgumentException("--router needs " + PROGRAM + ": apt install dnsmasq-base");
        }
        String gateway = sample.gatewayAddress();
        String net = gateway.substring(0, gateway.lastIndexOf('.') + 1);
        List<String> command = new ArrayList<>(network.addRouter(gateway));
        command.addAll(List.of(
                PROGRAM.toString(),
                "--keep-in-foreground",
                "--log-facility=-",
                "--log-dhcp",
                "--port=0",
                "--conf-file=/dev/null",
                "--interface=" + LabNetwork.ROUTER_DEVICE,
                "--no-ping",
                "--dhcp-range=" + net + "100," + net + "150,1h",
                "--dhcp-leasefile=" + log.resolveSibling("router.leases")));
        return ChildProcess.start("the router", command, Map.of(), log);
    }
}
