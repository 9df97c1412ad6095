package dev.kindling.tink.hardware.document;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Spelling;
import dev.kindling.tink.failure.Unreadable;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.hardware.document.HardwareDocument.Address;
import dev.kindling.tink.hardware.document.HardwareDocument.Ipxe;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import dev.kindling.tink.hardware.document.HardwareDocument.Osie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads a document key by key and checks each rule; nothing stops at the first violation. */
final class DocumentReader {

    private static final String ALL_ZERO_MAC = "00:00:00:00:00:00";
    private static final MacAddress UNREADABLE = new MacAddress(ALL_ZERO_MAC);
    private static final Set<String> ARCHITECTURES =
            Set.of("x86_64", "amd64", "i386", "aarch64", "arm64", "armv7l", "riscv64");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<Violation> violations = new ArrayList<>();

    private DocumentReader() {}

    static HardwareDocument read(String json) {
        return object(parsed(json));
    }

    /** All of an array; the violations of all its documents together, each with its place in the array. */
    static List<HardwareDocument> readAll(String json) {
        if (!(parsed(json) instanceof List<?> elements)) {
            throw new Failure.Invalid(
                    "hardware", List.of(new Violation("", "", "is not a JSON array of hardware documents")));
        }
        List<HardwareDocument> documents = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            try {
                documents.add(object(elements.get(i)));
            } catch (Failure.Invalid invalid) {
                violations.addAll(invalid.below("/" + i).violations());
            }
        }
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("hardware", violations);
        }
        return documents;
    }

    private static Object parsed(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Object>() {});
        } catch (JacksonException e) {
            throw new Failure.Invalid("hardware", List.of(Unreadable.json(e)));
        }
    }

    private static HardwareDocument object(Object values) {
        if (!(values instanceof Map<?, ?> map)) {
            throw new Failure.Invalid(
                    "hardware", List.of(new Violation("", String.valueOf(values), "is not a JSON object")));
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(String.valueOf(key), value));
        return checked(named);
    }

    /** Without judging: a rule that came later must not make the whole directory unreadable. */
    static HardwareDocument stored(Map<String, Object> values) {
        return new DocumentReader().document(values);
    }

    private static HardwareDocument checked(Map<String, Object> values) {
        DocumentReader reader = new DocumentReader();
        HardwareDocument document = reader.document(values);
        if (!reader.violations.isEmpty()) {
            String subject = document.id().map(id -> "hardware '" + id + "'").orElse("hardware");
            throw new Failure.Invalid(subject, reader.violations);
        }
        return document;
    }

    private HardwareDocument document(Map<String, Object> values) {
        Fields root = new Fields("", values, violations);
        Optional<UUID> id = id(root);
        root.number("version");
        // Free-form: templates and hegel read it, nobody here does.
        root.object("metadata");
        Fields network = root.object("network");
        List<NetworkInterface> interfaces = network.objects("interfaces").stream()
                .map(this::networkInterface)
                .toList();
        if (interfaces.isEmpty()) {
            network.violation("interfaces", "", "is missing: a machine has at least one network interface");
        }
        network.finish();
        root.finish();
        checkUnique(interfaces);
        return new HardwareDocument(id, interfaces, values);
    }

    private static Optional<UUID> id(Fields root) {
        String text = root.text("id");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            root.violation("id", text, "is not a UUID; write xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
            return Optional.empty();
        }
    }

    private NetworkInterface networkInterface(Fields fields) {
        Fields dhcp = fields.object("dhcp");
        Fields netboot = fields.object("netboot");
        NetworkInterface result = new NetworkInterface(
                mac(dhcp),
                dhcp.text("hostname"),
                lease(dhcp),
                nameServers(dhcp),
                dhcp.texts("time_servers"),
                architecture(dhcp),
                dhcp.flag("uefi"),
                dhcp.text("iface_name"),
                address(dhcp.object("ip")),
                netboot.flag("allow_pxe"),
                netboot.flag("allow_workflow"),
                ipxe(netboot.object("ipxe")),
                osie(netboot.object("osie")));
        dhcp.finish();
        netboot.finish();
        fields.finish();
        return result;
    }

    private static MacAddress mac(Fields dhcp) {
        String text = dhcp.text("mac");
        if (text.isEmpty()) {
            dhcp.violation("mac", "", "is missing; write aa:bb:cc:dd:ee:ff");
            return UNREADABLE;
        }
        try {
            MacAddress mac = MacAddress.parse(text);
            if (mac.equals(UNREADABLE) || (mac.bytes()[0] & 1) != 0) {
                dhcp.violation("mac", text, "is not the address of one machine: it is all zeros or a group's");
            }
            return mac;
        } catch (IllegalArgumentException _) {
            dhcp.violation("mac", text, "is not a MAC address; write six pairs of hex digits, aa:bb:cc:dd:ee:ff");
            return UNREADABLE;
        }
    }

    private static long lease(Fields dhcp) {
        long seconds = dhcp.number("lease_time");
        if (seconds < 0 || seconds > 0xffff_ffffL) {
            dhcp.violation("lease_time", seconds, "is not a number of seconds from 0 to 4294967295");
        }
        return seconds;
    }

    private static List<String> nameServers(Fields dhcp) {
        List<String> servers = dhcp.texts("name_servers");
        for (int i = 0; i < servers.size(); i++) {
            if (Ipv4.parse(servers.get(i)).isEmpty()) {
                dhcp.violation(
                        "name_servers/" + i, servers.get(i), "is not an IPv4 address; write four numbers, 10.0.0.1");
            }
        }
        return servers;
    }

    private static String architecture(Fields dhcp) {
        String arch = dhcp.text("arch");
        if (!arch.isEmpty() && !ARCHITECTURES.contains(arch)) {
            String known = String.join(", ", ARCHITECTURES.stream().sorted().toList());
            String near = Spelling.nearest(arch, ARCHITECTURES)
                    .map(word -> "; the nearest is '" + word + "'")
                    .orElse("");
            dhcp.violation("arch", arch, "is not a known architecture" + near + "; known are " + known);
        }
        return arch;
    }

    private static Address address(Fields ip) {
        Address result = new Address(ip.text("address"), ip.text("netmask"), ip.text("gateway"));
        long family = ip.number("family");
        if (family != 0 && family != 4) {
            ip.violation("family", family, "is not 4: boards are booted over IPv4");
        }
        ip.finish();
        OptionalInt address = quad(ip, "address", result.address());
        OptionalInt netmask = quad(ip, "netmask", result.netmask());
        OptionalInt gateway = quad(ip, "gateway", result.gateway());
        if (netmask.isPresent() && !Ipv4.isMask(netmask.getAsInt())) {
            ip.violation(
                    "netmask", result.netmask(), "is not a netmask: its one bits must come first, as in 255.255.255.0");
            return result;
        }
        if (address.isPresent() && result.netmask().isEmpty()) {
            ip.violation("netmask", "", "is missing beside an address; write 255.255.255.0");
        }
        if (gateway.isPresent() && address.isPresent() && netmask.isPresent()) {
            int mask = netmask.getAsInt();
            if ((gateway.getAsInt() & mask) != (address.getAsInt() & mask)) {
                ip.violation(
                        "gateway",
                        result.gateway(),
                        "is outside the subnet of the address, " + Ipv4.subnet(address.getAsInt(), mask));
            }
        }
        return result;
    }

    private static OptionalInt quad(Fields ip, String key, String text) {
        OptionalInt bits = Ipv4.parse(text);
        if (!text.isEmpty() && bits.isEmpty()) {
            ip.violation(key, text, "is not an IPv4 address; write four numbers from 0 to 255, 10.0.0.1");
        }
        return bits;
    }

    private static Ipxe ipxe(Fields ipxe) {
        Ipxe result = new Ipxe(ipxe.text("url"), ipxe.text("contents"));
        ipxe.finish();
        return result;
    }

    private static Osie osie(Fields osie) {
        Osie result = new Osie(osie.text("base_url"), osie.text("kernel"), osie.text("initrd"));
        osie.finish();
        return result;
    }

    private void checkUnique(List<NetworkInterface> interfaces) {
        Map<String, Integer> macs = new HashMap<>();
        Map<String, Integer> addresses = new HashMap<>();
        for (int i = 0; i < interfaces.size(); i++) {
            NetworkInterface each = interfaces.get(i);
            if (!each.mac().equals(UNREADABLE)) {
                unique(macs, each.mac().text(), i, "mac");
            }
            if (!each.address().address().isEmpty()) {
                unique(addresses, each.address().address(), i, "ip/address");
            }
        }
    }

    private void unique(Map<String, Integer> seen, String value, int index, String key) {
        Integer first = seen.putIfAbsent(value, index);
        if (first != null) {
            violations.add(new Violation(
                    "/network/interfaces/" + index + "/dhcp/" + key,
                    value,
                    "is already used by /network/interfaces/" + first + " of this document"));
        }
    }
}
