package dev.kindling.tink.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A hardware document as today's Tinkerbell shows it to templates, {@code .Hardware}: Disks (device paths), Interfaces, UserData,
 * VendorData and Metadata, the fields of the last two under the names they have in Go (tinkerbell:api/v1alpha1/tinkerbell/hardware.go).
 */
final class ControllerHardware {

    private static final Set<String> ACRONYMS =
            Set.of("dhcp", "mac", "ip", "uefi", "pxe", "ipxe", "url", "osie", "id", "ssh", "vlan", "bmc");

    /** Where Go's name is not made of the words of the key. */
    private static final Map<String, String> IRREGULAR = Map.of(
            "always_pxe", "AlwaysPxe",
            "ipxe_script_url", "IpxeScriptURL",
            "vlan_id", "VLANID",
            "allowPXE", "AllowPXE",
            "allowWorkflow", "AllowWorkflow",
            "baseURL", "BaseURL");

    private ControllerHardware() {}

    static Map<String, Object> of(Map<String, Object> document) {
        Map<?, ?> metadata = map(document.get("metadata"));
        Map<String, Object> hardware = new LinkedHashMap<>();
        hardware.put("Disks", disks(metadata));
        hardware.put("Interfaces", inGo(list(map(document.get("network")).get("interfaces"))));
        hardware.put("UserData", text(metadata.get("userdata")));
        hardware.put("VendorData", text(metadata.get("vendordata")));
        hardware.put("Metadata", inGo(metadata));
        return hardware;
    }

    /** The resource's own, as import keeps them, else those of the instance's storage. */
    private static List<String> disks(Map<?, ?> metadata) {
        List<?> own = list(metadata.get("disks"));
        List<?> disks = own.isEmpty()
                ? list(map(map(metadata.get("instance")).get("storage")).get("disks"))
                : own;
        List<String> devices = new ArrayList<>();
        for (Object disk : disks) {
            Object device = disk instanceof Map<?, ?> described ? described.get("device") : disk;
            if (device instanceof String path) {
                devices.add(path);
            }
        }
        return devices;
    }

    private static Object inGo(Object value) {
        return switch (value) {
            case Map<?, ?> values -> {
                Map<String, Object> renamed = new LinkedHashMap<>();
                values.forEach((key, inner) -> renamed.put(nameInGo(String.valueOf(key)), inGo(inner)));
                yield renamed;
            }
            case List<?> values -> values.stream().map(ControllerHardware::inGo).toList();
            case null -> "";
            default -> value;
        };
    }

    private static String nameInGo(String key) {
        String irregular = IRREGULAR.get(key);
        return irregular != null
                ? irregular
                : Stream.of(key.split("_")).map(ControllerHardware::wordInGo).collect(Collectors.joining());
    }

    private static String wordInGo(String word) {
        return ACRONYMS.contains(word) || word.isEmpty()
                ? word.toUpperCase(Locale.ROOT)
                : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(Object value) {
        return value instanceof String text ? text : "";
    }
}
