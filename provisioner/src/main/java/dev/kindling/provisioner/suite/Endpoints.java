package dev.kindling.provisioner.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a running Kindling answers; the file {@code endpoints.json} of its data directory.
 *
 * @param pid the process
 * @param address at which boards reach it
 * @param ports of every service
 * @param tls whether REST is HTTPS
 */
public record Endpoints(long pid, String address, Ports ports, boolean tls) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "endpoints.json";

    /** With REST over plain HTTP, as it is unless configured otherwise. */
    public Endpoints(long pid, String address, Ports ports) {
        this(pid, address, ports, false);
    }

    /** Base of the REST API. */
    public String rest() {
        return (tls ? "https://" : "http://") + address + ":" + ports.rest();
    }

    /** Where an installation keeps its state unless told otherwise. */
    public static Path defaultDataDirectory() {
        String chosen = System.getenv("KINDLING_DATA");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen);
        }
        if ("root".equals(System.getProperty("user.name"))) {
            return Path.of("/var/lib/kindling");
        }
        String state = System.getenv("XDG_DATA_HOME");
        Path base = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(state);
        return base.resolve("kindling");
    }

    /** What the data directory says; empty when nothing runs there, or what ran was killed. */
    public static Optional<Endpoints> read(Path data) {
        return last(data).filter(found -> ProcessHandle.of(found.pid()).isPresent());
    }

    /** What the last start wrote, whether or not it still runs: its boards know its ports. */
    static Optional<Endpoints> last(Path data) {
        try {
            JsonNode node = JSON.readTree(Files.readString(data.resolve(FILE)));
            Endpoints endpoints = new Endpoints(
                    node.path("pid").asLong(),
                    node.path("address").asString(),
                    JSON.treeToValue(node.path("ports"), Ports.class),
                    node.path("rest").asString("").startsWith("https:"));
            return Optional.of(endpoints);
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Written aside and renamed, so that a reader sees all or nothing. */
    void write(Path data) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("pid", pid).put("address", address).put("rest", rest());
        node.set("ports", JSON.valueToTree(ports));
        Path aside = data.resolve(FILE + ".new");
        Files.writeString(aside, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
        Files.move(aside, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(FILE));
    }
}
