package dev.kindling.provisioner.suite;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How all services are started together.
 *
 * @param data data directory of all of them
 * @param address IPv4 address at which boards reach them
 * @param ports every port, each known before the start
 * @param bind address to listen on; empty means what each service does by default
 * @param database where PostgreSQL is; empty means the embedded one
 */
public record SuiteOptions(Path data, String address, Ports ports, String bind, Map<String, String> database) {

    public SuiteOptions {
        data = data.toAbsolutePath().normalize();
        database = Map.copyOf(database);
    }

    /** With the embedded PostgreSQL. */
    public static SuiteOptions of(Path data, String address, Ports ports, String bind) {
        return new SuiteOptions(data, address, ports, bind, Map.of());
    }

    /** What tink-server is told; {@code inProcess} is empty when it runs apart. */
    public Map<String, Object> tink(String inProcess) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("kindling.tink.data", data.toString());
        properties.put("kindling.tink.grpc.port", ports.grpc());
        properties.put("server.port", ports.rest());
        properties.put("kindling.tink.site.names", String.join(",", names()));
        properties.put("kindling.tink.site.boots-url", "http://" + address + ":" + ports.boot());
        properties.put("kindling.tink.site.hegel-url", "https://" + address + ":" + ports.secrets());
        if (!inProcess.isEmpty()) {
            properties.put("kindling.tink.grpc.in-process", inProcess);
        }
        if (!bind.isEmpty()) {
            properties.put("kindling.tink.grpc.address", bind);
            properties.put("server.address", bind);
        }
        database.forEach((name, value) -> properties.put("kindling.tink.database." + name, value));
        return properties;
    }

    /** In the certificates: a board on another interface than {@code address} knows us by what we have there. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of(address, "127.0.0.1", "localhost"));
        if (bind.isEmpty()) {
            names.addAll(HostAddress.all());
        }
        return names;
    }

    /** What boots is told; {@code target} is where tink-server's gRPC is. */
    public Map<String, Object> boots(Map<String, String> target) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("kindling.boots.data", data.toString());
        properties.put("kindling.boots.address", address);
        properties.put("kindling.boots.dhcp.port", ports.dhcp());
        properties.put("kindling.boots.tftp.port", ports.tftp());
        properties.put("kindling.boots.http.port", ports.boot());
        properties.put("kindling.boots.nfs.port", ports.nfs());
        properties.put("kindling.boots.commandline.server", address + ":" + ports.grpc());
        properties.put("kindling.boots.commandline.hegel", "https://" + address + ":" + ports.secrets());
        target.forEach((name, value) -> properties.put("kindling.boots.tink." + name, value));
        if (!bind.isEmpty()) {
            properties.put("kindling.boots.dhcp.address", bind);
            // On ports of its own choice it can be on nobody's network but its own.
            properties.put("kindling.boots.dhcp.mode", "reservation");
            properties.put("kindling.boots.tftp.address", bind);
            properties.put("kindling.boots.http.address", bind);
            properties.put("kindling.boots.nfs.address", bind);
            // There is one well-known port of the portmapper; whoever takes free ones is told them.
            properties.put("kindling.boots.nfs.portmap-port", 0);
            properties.put("kindling.boots.console.syslog-port", 0);
            properties.put("kindling.boots.console.netconsole-port", 0);
        }
        return properties;
    }

    /** What hegel is told; {@code target} is where tink-server's gRPC is. */
    public Map<String, Object> hegel(Map<String, String> target) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("kindling.hegel.data", data.toString());
        properties.put("kindling.hegel.http.port", ports.metadata());
        properties.put("kindling.hegel.https.port", ports.secrets());
        target.forEach((name, value) -> properties.put("kindling.hegel.tink." + name, value));
        if (!bind.isEmpty()) {
            properties.put("kindling.hegel.http.address", bind);
            properties.put("kindling.hegel.https.address", bind);
        }
        return properties;
    }

    /** The target of a service that runs apart: TCP with its certificate of Kindling's own authority. */
    public Map<String, String> remoteTarget(String service) {
        Path pki = data.resolve("pki");
        return Map.of(
                "target", address + ":" + ports.grpc(),
                "certificate", pki.resolve(service + ".pem").toString(),
                "key", pki.resolve(service + ".key").toString(),
                "ca", pki.resolve("ca.pem").toString());
    }
}
