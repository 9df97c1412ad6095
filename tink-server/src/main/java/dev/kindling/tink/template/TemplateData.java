package dev.kindling.tink.template;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.site.SiteProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a template may use: the caller's values, the devices' MACs, and what is known of the first device. */
@Component
public class TemplateData {

    private static final List<String> OURS = List.of("hardware", "Hardware", "hostname", "address", "kindling");

    private final Machines machines;
    private final SiteProperties site;

    TemplateData(Machines machines, SiteProperties site) {
        this.machines = machines;
        this.site = site;
    }

    /**
     * Gathers it.
     *
     * @param devices the names the template uses for machines, and their MACs; may be empty, there is no hardware then
     * @throws Failure.Invalid for an unknown machine or a name that is taken
     */
    public Map<String, Object> of(Map<String, String> devices, Map<String, Object> data) {
        List<Violation> violations = new ArrayList<>();
        Map<String, MachineFacts> found = new LinkedHashMap<>();
        devices.forEach((name, text) ->
                device(name, String.valueOf(text), violations).ifPresent(machine -> found.put(name, machine)));
        data.keySet().stream()
                .filter(key -> OURS.contains(key) || devices.containsKey(key))
                .forEach(key -> violations.add(new Violation(
                        "/data/" + key, key, "is a name that Kindling or 'devices' gives; choose another")));
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("workflow", violations);
        }
        Map<String, Object> all = new LinkedHashMap<>(data);
        found.forEach((name, machine) -> all.put(name, machine.mac().text()));
        found.values().stream().findFirst().ifPresent(first -> {
            MachineFacts main = found.getOrDefault("device_1", first);
            all.put("hardware", main.document());
            all.put("Hardware", ControllerHardware.of(main.document()));
            all.put("hostname", main.hostname());
            all.put("address", main.address());
        });
        all.put("kindling", Map.of("boots", site.bootsUrl(), "hegel", site.hegelUrl()));
        return all;
    }

    private Optional<MachineFacts> device(String name, String text, List<Violation> violations) {
        String pointer = "/devices/" + name;
        try {
            Optional<MachineFacts> machine = machines.find(MacAddress.parse(text));
            if (machine.isEmpty()) {
                violations.add(new Violation(pointer, text, "is not in the inventory; add its hardware first"));
            }
            return machine;
        } catch (IllegalArgumentException _) {
            violations.add(new Violation(pointer, text, "is not a MAC address; write aa:bb:cc:dd:ee:ff"));
            return Optional.empty();
        }
    }
}
