package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.launch.ChildProcess;
import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.provisioner.suite.Ports;
import dev.kindling.provisioner.suite.SuiteOptions;
import dev.kindling.simulator.material.DemoMaterial;
import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts the services for one run of the demo.
 *
 * @param directory of the run
 * @param address at which boards reach them
 * @param lan which ports they take, and whether another DHCP server leases
 * @param material firmware and image that boots serves
 * @param cleanUp stops them
 * @param progress told what takes time
 */
record ServiceStart(
        Path directory, String address, Lan lan, DemoMaterial material, CleanUp cleanUp, Consumer<String> progress) {

    private static final Duration DEADLINE = Duration.ofSeconds(180);
    private static final int POLL_MILLISECONDS = 40;

    private Path data() {
        return directory.resolve("data");
    }

    /** All of them in one child process: {@code kindling up}. */
    Services inOneProcess() throws IOException, InterruptedException {
        Files.createDirectories(data());
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data().toString(), "--address", address));
        arguments.add("--until-parent-ends");
        if (!lan.isLab()) {
            arguments.add("--ephemeral-ports");
        }
        List<String> command = Installation.current()
                .java("dev.kindling.provisioner.Kindling", jvm("-Xmx512m", materialProperties()), arguments);
        ChildProcess up = cleanUp.add(ChildProcess.start("kindling up", command, Map.of(), log("up")));
        return new Services(awaitEndpoints(up), data());
    }

    private Endpoints awaitEndpoints(ChildProcess up) throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            Optional<Endpoints> endpoints = Endpoints.read(data());
            if (endpoints.isPresent()) {
                return endpoints.get();
            }
            if (up.endsWithin(POLL_MILLISECONDS)) {
                up.requireAlive();
            }
        }
        throw new IOException("the services were not ready within " + DEADLINE.toSeconds() + " s: " + up.lastWords());
    }

    /** PostgreSQL and every service on its own, joined by gRPC over TCP with certificates. */
    Services apart() throws IOException, InterruptedException {
        Files.createDirectories(data());
        EmbeddedPostgres postgres = cleanUp.add(EmbeddedPostgres.start(
                PostgresSettings.in(data().resolve("postgres")).telling(progress)));
        progress.accept("PostgreSQL runs as process " + postgres.pid());
        Ports ports = lan.isLab() ? Ports.standard() : Ports.free(address);
        Map<String, String> database = Map.of("url", postgres.jdbcUrl(), "username", postgres.username());
        SuiteOptions options = new SuiteOptions(data(), address, ports, lan.isLab() ? "" : address, database);
        Map<String, String> password = Map.of("KINDLING_TINK_DATABASE_PASSWORD", postgres.password());
        List<ChildProcess> all = List.of(
                service("tink-server", "dev.kindling.tink.TinkServerApplication", options.tink(""), password),
                service("boots", "dev.kindling.boots.BootsApplication", boots(options), Map.of()),
                service(
                        "hegel",
                        "dev.kindling.hegel.HegelApplication",
                        options.hegel(options.remoteTarget("hegel")),
                        Map.of()));
        awaitHealthy(all, List.of(ports.rest(), ports.boot(), ports.metadata()));
        return new Services(new Endpoints(ProcessHandle.current().pid(), address, ports), data());
    }

    private Map<String, Object> boots(SuiteOptions options) {
        Map<String, Object> properties = options.boots(options.remoteTarget("boots"));
        properties.putAll(materialProperties());
        return properties;
    }

    private ChildProcess service(
            String name, String mainClass, Map<String, Object> properties, Map<String, String> environment)
            throws IOException {
        List<String> command = Installation.current().java(mainClass, jvm("-Xmx256m", properties), List.of());
        ChildProcess process = cleanUp.add(ChildProcess.start(name, command, environment, log(name)));
        progress.accept(name + " runs as a process of its own");
        return process;
    }

    private void awaitHealthy(List<ChildProcess> processes, List<Integer> ports)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < ports.size(); i++) {
                while (!isHealthy(http, ports.get(i))) {
                    for (ChildProcess process : processes) {
                        process.requireAlive();
                    }
                    if (System.nanoTime() > end) {
                        throw new IOException(processes.get(i).name() + " was not ready within " + DEADLINE.toSeconds()
                                + " s: " + processes.get(i).lastWords());
                    }
                    processes.get(i).endsWithin(POLL_MILLISECONDS);
                }
            }
        }
    }

    private boolean isHealthy(HttpClient http, int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + "/healthz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private Map<String, Object> materialProperties() {
        return Map.of(
                "kindling.boots.firmware",
                material.firmware(),
                "kindling.boots.images",
                material.images(),
                "kindling.boots.dhcp.mode",
                lan.dhcpMode());
    }

    private static List<String> jvm(String heap, Map<String, Object> properties) {
        List<String> options = new ArrayList<>(List.of(heap, "-XX:TieredStopAtLevel=1"));
        properties.forEach((name, value) -> options.add("-D" + name + "=" + value));
        return options;
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }
}
