package dev.kindling.agent.storage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kindling.agent.runtime.ActionFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a machine's metadata says of its disks ({@code storage}, as Equinix Metal's and Tinkerbell's documents have it).
 */
record Plan(List<DiskPlan> disks, List<FormatPlan> formats) {

    /** @param wipe empty the disk's beginning first */
    record DiskPlan(String device, boolean wipe, List<PartitionPlan> partitions) {}

    /** @param sectors of 512 bytes; 0: the rest of the disk */
    record PartitionPlan(String label, int number, long sectors) {}

    /** @param point where it belongs in the installed system; may be empty */
    record FormatPlan(String device, String format, String point, List<String> options) {}

    /** Reads a metadata document; the storage part may stand at its root, under metadata or under instance. */
    static Plan parse(String text) throws ActionFailure {
        try {
            JsonObject root = JsonParser.parseString(text).getAsJsonObject();
            JsonObject storage = storage(root)
                    .orElseThrow(() -> new ActionFailure(
                            "the machine's metadata has no storage, at its root, under metadata or under instance;"
                                    + " add it to the hardware document"));
            return new Plan(disks(storage), formats(storage));
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            throw new ActionFailure("the machine's storage metadata cannot be read: " + e.getMessage());
        }
    }

    private static Optional<JsonObject> storage(JsonObject root) {
        if (root.has("storage") && root.get("storage").isJsonObject()) {
            return Optional.of(root.getAsJsonObject("storage"));
        }
        for (String part : List.of("metadata", "instance")) {
            if (root.has(part) && root.get(part).isJsonObject()) {
                Optional<JsonObject> found = storage(root.getAsJsonObject(part));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return root.has("disks") ? Optional.of(root) : Optional.empty();
    }

    private static List<DiskPlan> disks(JsonObject storage) {
        List<DiskPlan> disks = new ArrayList<>();
        for (JsonElement element : array(storage, "disks")) {
            JsonObject disk = element.getAsJsonObject();
            List<PartitionPlan> partitions = new ArrayList<>();
            for (JsonElement each : array(disk, "partitions")) {
                JsonObject partition = each.getAsJsonObject();
                long sectors = partition.has("size") ? partition.get("size").getAsLong() : 0;
                int number = partition.has("number") ? partition.get("number").getAsInt() : partitions.size() + 1;
                partitions.add(new PartitionPlan(string(partition, "label"), number, sectors));
            }
            boolean wipe = disk.has("wipe_table") && disk.get("wipe_table").getAsBoolean();
            disks.add(new DiskPlan(string(disk, "device"), wipe, partitions));
        }
        return disks;
    }

    private static List<FormatPlan> formats(JsonObject storage) {
        List<FormatPlan> formats = new ArrayList<>();
        for (JsonElement element : array(storage, "filesystems")) {
            JsonObject mount = element.getAsJsonObject().getAsJsonObject("mount");
            List<String> options = new ArrayList<>();
            if (mount.has("create") && mount.get("create").isJsonObject()) {
                array(mount.getAsJsonObject("create"), "options").forEach(option -> options.add(option.getAsString()));
            }
            formats.add(
                    new FormatPlan(string(mount, "device"), string(mount, "format"), string(mount, "point"), options));
        }
        return formats;
    }

    private static JsonArray array(JsonObject object, String name) {
        return object.has(name) && object.get(name).isJsonArray() ? object.getAsJsonArray(name) : new JsonArray();
    }

    private static String string(JsonObject object, String name) {
        return object.has(name) && object.get(name).isJsonPrimitive()
                ? object.get(name).getAsString()
                : "";
    }
}
