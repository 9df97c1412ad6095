package dev.kindling.tink.hardware.document;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A hardware document in Tinkerbell's shape (tink:protos/hardware/hardware.proto@v0.6.0, snake_case, metadata as object).
 *
 * @param id the document's id, where it names one
 * @param interfaces in the order of the document, at least one
 * @param values the whole document as it was declared, JSON values
 */
public record HardwareDocument(Optional<UUID> id, List<NetworkInterface> interfaces, Map<String, Object> values) {

    public HardwareDocument {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * Reads and checks.
     *
     * @throws Failure.Invalid with every violation in it
     */
    public static HardwareDocument parse(String json) {
        return DocumentReader.read(json);
    }

    /**
     * Reads an array of declarations.
     *
     * @throws Failure.Invalid with every violation of any of them in it
     */
    public static List<HardwareDocument> parseAll(String json) {
        return DocumentReader.readAll(json);
    }

    /** Reads what was checked when it was stored. */
    public static HardwareDocument of(Map<String, Object> values) {
        return DocumentReader.stored(values);
    }

    /** The texts in a document's {@code metadata.labels}, sorted; what is no text there is no label. */
    public static Map<String, String> labels(Map<String, Object> values) {
        Map<String, String> labels = new TreeMap<>();
        if (values.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("labels") instanceof Map<?, ?> written) {
            written.forEach((name, value) -> {
                if (value instanceof String text) {
                    labels.put(String.valueOf(name), text);
                }
            });
        }
        return labels;
    }

    /**
     * One interface: what DHCP hands out and how it may boot. Texts are empty where the document says nothing.
     *
     * @param leaseSeconds 0: the default of boots
     * @param arch "x86_64", "aarch64", ...
     */
    public record NetworkInterface(
            MacAddress mac,
            String hostname,
            long leaseSeconds,
            List<String> nameServers,
            List<String> timeServers,
            String arch,
            boolean uefi,
            String interfaceName,
            Address address,
            boolean allowPxe,
            boolean allowWorkflow,
            Ipxe ipxe,
            Osie osie) {

        /** As declared, else "pi-" and the end of the MAC. */
        public String hostnameOrDefault() {
            return hostname.isEmpty() ? "pi-" + mac.text().replace(":", "").substring(6) : hostname;
        }
    }

    /** Dotted quads. */
    public record Address(String address, String netmask, String gateway) {}

    /** What iPXE is given to run. */
    public record Ipxe(String url, String contents) {}

    /** The installer environment to boot. */
    public record Osie(String baseUrl, String kernel, String initrd) {}
}
