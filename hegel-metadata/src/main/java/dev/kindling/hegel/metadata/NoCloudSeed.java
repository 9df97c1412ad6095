package dev.kindling.hegel.metadata;

import dev.kindling.hegel.instance.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The four files of cloud-init's NoCloud data source. {@code user-data} and {@code vendor-data} are as declared and
 * empty otherwise, because cloud-init gives up on a missing one; the other two are made from the machine's facts.
 */
public final class NoCloudSeed {

    private final Map<String, Function<Instance, String>> files = Map.of(
            "user-data",
            instance -> new Facts(instance).userData(),
            "vendor-data",
            instance -> new Facts(instance).vendorData(),
            "meta-data",
            NoCloudSeed::metaData,
            "network-config",
            NoCloudSeed::networkConfig);

    /** @return empty when the seed has no such file */
    public Optional<String> find(String file, Instance instance) {
        return Optional.ofNullable(files.get(file)).map(content -> content.apply(instance));
    }

    /** The names of the files, in order. */
    public List<String> names() {
        return files.keySet().stream().sorted().toList();
    }

    /** Whether the machine goes by this name: MAC in any notation, host name or hardware id. */
    public boolean isNameOf(String name, Instance instance) {
        String mac = instance.mac().text();
        return name.equalsIgnoreCase(mac)
                || name.equalsIgnoreCase(instance.mac().dashed())
                || name.equalsIgnoreCase(mac.replace(":", ""))
                || name.equalsIgnoreCase(instance.hardwareId())
                || name.equals(new Facts(instance).hostname());
    }

    private static String metaData(Instance instance) {
        Facts facts = new Facts(instance);
        return "instance-id: " + quoted(facts.id()) + "\nlocal-hostname: " + quoted(facts.hostname()) + "\n";
    }

    private static String networkConfig(Instance instance) {
        String name = instance.interfaceName().isEmpty() ? "eth0" : instance.interfaceName();
        return """
                version: 2
                ethernets:
                  %s:
                    match:
                      macaddress: "%s"
                    dhcp4: true
                """.formatted(quoted(name), instance.mac());
    }

    /** Always quoted, so that an id of digits stays text (YAML 1.2, 7.3.1). */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
