package dev.kindling.tink.enrolment.grpc;

import dev.kindling.proto.agent.v1.Firmware;
import dev.kindling.proto.agent.v1.Inventory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What an agent found on its board, as the JSON that is stored and shown. */
final class InventoryJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private InventoryJson() {}

    static String of(Inventory inventory) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", inventory.getModel());
        json.put("revision", inventory.getRevision());
        json.put("serial", inventory.getSerial());
        json.put("memoryBytes", inventory.getMemoryBytes());
        json.put("cpus", inventory.getCpus());
        json.put("kernel", inventory.getKernel());
        json.put("javaVersion", inventory.getJavaVersion());
        json.put("disks", disks(inventory));
        json.put("nics", nics(inventory));
        json.put("firmware", firmware(inventory.getFirmware()));
        // jsonb keeps no NUL, and nobody meant one.
        return MAPPER.writeValueAsString(json).replace("\\u0000", "");
    }

    /** The bits of throttled by name, so that nobody has to know them. */
    private static Map<String, Object> firmware(Firmware firmware) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", firmware.getVersion());
        json.put("eeprom", firmware.getEeprom());
        json.put("bootOrder", firmware.getBootOrder());
        json.put("temperatureMillidegrees", firmware.getTemperatureMillidegrees());
        // Nothing where it could not be read: an empty list says that all was well.
        json.put("now", firmware.hasThrottled() ? bits(firmware.getThrottled()) : null);
        json.put("sinceStart", firmware.hasThrottled() ? bits(firmware.getThrottled() >> 16) : null);
        return json;
    }

    private static List<String> bits(int throttled) {
        List<String> names = List.of("under-voltage", "frequency-capped", "throttled", "soft-temperature-limit");
        return java.util.stream.IntStream.range(0, names.size())
                .filter(bit -> (throttled >> bit & 1) == 1)
                .mapToObj(names::get)
                .toList();
    }

    private static List<Map<String, Object>> disks(Inventory inventory) {
        return inventory.getDisksList().stream()
                .map(disk -> Map.<String, Object>of(
                        "path",
                        disk.getPath(),
                        "stablePath",
                        disk.getStablePath(),
                        "sizeBytes",
                        disk.getSizeBytes(),
                        "model",
                        disk.getModel(),
                        "removable",
                        disk.getRemovable()))
                .toList();
    }

    private static List<Map<String, String>> nics(Inventory inventory) {
        return inventory.getNicsList().stream()
                .map(nic -> Map.of("name", nic.getName(), "mac", nic.getMac()))
                .toList();
    }
}
