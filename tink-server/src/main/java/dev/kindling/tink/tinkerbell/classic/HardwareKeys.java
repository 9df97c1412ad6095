package dev.kindling.tink.tinkerbell.classic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of a classic hardware document (tink:protos/hardware/hardware.proto@v0.6.0). Tinkerbell dropped others without a word;
 * Kindling's own API refuses them; here they are dropped and named.
 */
public final class HardwareKeys {

    /** A leaf: taken as it is, whatever is in it. */
    private static final Map<String, Object> LEAF = Map.of();

    private static final Map<String, Object> DHCP = Map.ofEntries(
            Map.entry("mac", LEAF),
            Map.entry("hostname", LEAF),
            Map.entry("lease_time", LEAF),
            Map.entry("name_servers", LEAF),
            Map.entry("time_servers", LEAF),
            Map.entry("arch", LEAF),
            Map.entry("uefi", LEAF),
            Map.entry("iface_name", LEAF),
            Map.entry("ip", keys("address", "netmask", "gateway", "family")));
    private static final Map<String, Object> NETBOOT = Map.of(
            "allow_pxe",
            LEAF,
            "allow_workflow",
            LEAF,
            "ipxe",
            keys("url", "contents"),
            "osie",
            keys("base_url", "kernel", "initrd"));
    private static final Map<String, Object> ROOT = Map.of(
            "id", LEAF,
            "version", LEAF,
            "metadata", LEAF,
            "network", Map.of("interfaces", Map.of("dhcp", DHCP, "netboot", NETBOOT)));

    private HardwareKeys() {}

    /**
     * A document without what is not taken.
     *
     * @param dropped JSON pointers
     */
    public record Known(Map<String, Object> document, List<String> dropped) {

        public Known {
            dropped = List.copyOf(dropped);
        }
    }

    /** Pure. */
    public static Known of(Map<?, ?> document) {
        List<String> dropped = new ArrayList<>();
        return new Known(object(document, ROOT, "", dropped), dropped);
    }

    /** As Go printed it: keys sorted, nothing that is empty, zero or false but in the free-form metadata. */
    public static Map<String, Object> asGoPrints(Map<String, Object> document) {
        Map<String, Object> printed = new TreeMap<>();
        document.forEach((key, value) -> {
            Object kept = key.equals("metadata") ? value : withoutNothing(value);
            if (!isNothing(kept)) {
                printed.put(key, kept);
            }
        });
        return printed;
    }

    private static Object withoutNothing(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> kept = new TreeMap<>();
                map.forEach((key, inner) -> {
                    Object shown = withoutNothing(inner);
                    // An object that was there is printed even when all in it is zero (Go's pointers).
                    if (inner instanceof Map<?, ?> || !isNothing(shown)) {
                        kept.put(String.valueOf(key), shown);
                    }
                });
                yield kept;
            }
            case List<?> list -> list.stream().map(HardwareKeys::withoutNothing).toList();
            case null -> "";
            default -> value;
        };
    }

    private static boolean isNothing(Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Number number -> number.doubleValue() == 0;
            case Boolean flag -> !flag;
            case List<?> list -> list.isEmpty();
            default -> false;
        };
    }

    private static Map<String, Object> object(
            Map<?, ?> values, Map<String, Object> known, String pointer, List<String> dropped) {
        Map<String, Object> kept = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            String at = pointer + "/" + String.valueOf(key).replace("~", "~0").replace("/", "~1");
            Object rule = known.get(String.valueOf(key));
            if (rule == null) {
                dropped.add(at);
            } else {
                kept.put(String.valueOf(key), value(value, rule, at, dropped));
            }
        });
        return kept;
    }

    /** A list stands for each of its elements; a value of another shape is left for the document's own rules to refuse. */
    private static Object value(Object value, Object rule, String at, List<String> dropped) {
        @SuppressWarnings("unchecked")
        Map<String, Object> keys = (Map<String, Object>) rule;
        if (keys.isEmpty()) {
            return value;
        }
        return switch (value) {
            case Map<?, ?> map -> object(map, keys, at, dropped);
            case List<?> list -> {
                List<Object> kept = new ArrayList<>();
                for (Object element : list) {
                    kept.add(value(element, rule, at + "/" + kept.size(), dropped));
                }
                yield kept;
            }
            case null, default -> value;
        };
    }

    private static Map<String, Object> keys(String... names) {
        Map<String, Object> keys = new TreeMap<>();
        for (String name : names) {
            keys.put(name, LEAF);
        }
        return Map.copyOf(keys);
    }
}
