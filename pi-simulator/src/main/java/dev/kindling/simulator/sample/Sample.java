package dev.kindling.simulator.sample;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.board.BoardSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A sample directory, {@code deploy/samples/k3s-rpi4}. */
public final class Sample {

    /** Most nodes that fit behind the control plane's address in the /24. */
    public static final int MAX_NODES = 244;

    private static final String WRITTEN_PREFIX = "192.168.42.";
    private static final String LOOPBACK_PREFIX = "127.42.0.";
    private static final String CONTROL_PLANE = "control-plane";
    private static final String WORKER = "worker";

    private final Path directory;
    private final String prefix;

    private Sample(Path directory, String prefix) {
        this.directory = directory;
        this.prefix = prefix;
    }

    /** As it is written, in 192.168.42.0/24. */
    public static Sample open(Path directory) {
        return new Sample(directory, WRITTEN_PREFIX);
    }

    /** The same with every address mapped to 127.42.0.0/24. */
    public Sample onLoopback() {
        return new Sample(directory, LOOPBACK_PREFIX);
    }

    /** Address of Kindling's services: .2 of the subnet. */
    public String serverAddress() {
        return prefix + "2";
    }

    /** Address of the gateway and of the relay agent: .1 of the subnet. */
    public String gatewayAddress() {
        return prefix + "1";
    }

    /** Name of the cluster. */
    public String cluster() {
        return "k3s-rpi4";
    }

    /**
     * One control plane and {@code count - 1} workers; from the fourth worker on they are derived from the first.
     *
     * @param count 1 to 244
     */
    public List<SampleNode> nodes(int count) throws IOException {
        if (count < 1 || count > MAX_NODES) {
            throw new IllegalArgumentException("the sample has room for 1 to " + MAX_NODES + " boards, not " + count);
        }
        List<SampleNode> nodes = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
            nodes.add(node(worker));
        }
        return nodes;
    }

    /** The templates by name, as YAML text. */
    public Map<String, String> templates() throws IOException {
        Map<String, String> templates = new LinkedHashMap<>();
        templates.put("k3s-control-plane", read(directory.resolve("template-control-plane.yaml")));
        templates.put("k3s-worker", read(directory.resolve("template-worker.yaml")));
        return templates;
    }

    /** Demo values of the secrets that the templates name; scope: cluster {@link #cluster()}. */
    public Map<String, String> secrets() throws IOException {
        Map<String, String> secrets = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(directory.resolve("secrets"))) {
            for (Path file : files.sorted().toList()) {
                secrets.put(
                        file.getFileName().toString(), Files.readString(file).strip());
            }
        }
        return secrets;
    }

    /** The hardware document that worker {@code number} has if it is derived from worker 1. */
    String derivedHardware(int number) throws IOException {
        return WorkerNumber.derive(read(directory.resolve("hardware/worker-1.json")), prefix, number);
    }

    private SampleNode node(int worker) throws IOException {
        int octet = WorkerNumber.octet(worker);
        String role = worker == 0 ? CONTROL_PLANE : WORKER;
        String name = worker == 0 ? "k3s-control-plane" : "k3s-worker-" + worker;
        BoardSpec board = BoardSpec.pi4(
                name,
                MacAddress.parse("dc:a6:32:42:00:" + WorkerNumber.hex(octet)),
                "100000" + WorkerNumber.hex(octet));
        ExpectedCard expected = new ExpectedCard(
                directory.resolve("expected"), role, text -> worker == 0 ? mapped(text) : derive(text, worker));
        return new SampleNode(
                board,
                role,
                prefix + octet,
                hardware(worker),
                worker == 0 ? "k3s-control-plane" : "k3s-worker",
                expected.read());
    }

    private String derive(String text, int worker) {
        return WorkerNumber.derive(mapped(text), prefix, worker);
    }

    private String hardware(int worker) throws IOException {
        if (worker == 0) {
            return read(directory.resolve("hardware/control-plane.json"));
        }
        Path written = directory.resolve("hardware/worker-" + worker + ".json");
        return Files.exists(written) ? read(written) : derivedHardware(worker);
    }

    private String read(Path file) throws IOException {
        return mapped(Files.readString(file));
    }

    private String mapped(String text) {
        return text.replace(WRITTEN_PREFIX, prefix);
    }
}
