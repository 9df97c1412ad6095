package dev.kindling.tink.hardware;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** A machine's labels, which live in its hardware's {@code metadata.labels}. */
@Service
public class MachineLabels {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    private static final Pattern VALUE = Pattern.compile("[^,=!\\\\\"\\p{Cntrl}]{1,63}");

    private final HardwareRegistry registry;
    private final JsonMapper json;

    MachineLabels(HardwareRegistry registry, JsonMapper json) {
        this.registry = registry;
        this.json = json;
    }

    /** These labels and no others; a change made meanwhile by somebody else is not lost but refused as stale. */
    public Map<String, String> replace(MacAddress machine, Map<String, String> labels) {
        check(labels);
        Hardware hardware =
                registry.find(machine).orElseThrow(() -> new Failure.NotFound("machine with hardware", machine));
        Map<String, Object> document = new LinkedHashMap<>(hardware.document());
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (document.get("metadata") instanceof Map<?, ?> known) {
            known.forEach((key, value) -> metadata.put(String.valueOf(key), value));
        }
        metadata.put("labels", new TreeMap<>(labels));
        document.put("metadata", metadata);
        registry.put(hardware.id(), json.writeValueAsString(document), OptionalLong.of(hardware.version()));
        return new TreeMap<>(labels);
    }

    private static void check(Map<String, String> labels) {
        List<Violation> violations = new ArrayList<>();
        labels.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                violations.add(new Violation(
                        "/" + name, name, "is not a label's name: letters, digits, dots, dashes, slashes; at most 63"));
            }
            if (value == null || !VALUE.matcher(value).matches()) {
                violations.add(new Violation(
                        "/" + name,
                        String.valueOf(value),
                        "is not a label's value: 1 to 63 characters, none of , = ! \" \\"));
            }
        });
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("labels", violations);
        }
    }
}
