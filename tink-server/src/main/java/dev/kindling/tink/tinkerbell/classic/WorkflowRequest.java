package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.workflow.NewWorkflow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Tinkerbell's one JSON object of "hardware", taken apart: values that name machines, and the rest. */
@Component
class WorkflowRequest {

    /** Where no value is a MAC, the machine is named by an address; templates do not see this name. */
    private static final String BY_ADDRESS = "device_by_address";

    private final Machines machines;
    private final JsonMapper json;

    WorkflowRequest(Machines machines, JsonMapper json) {
        this.machines = machines;
        this.json = json;
    }

    @Transactional(readOnly = true)
    public NewWorkflow read(String template, String hardware, Optional<UUID> wished) {
        Map<String, String> devices = new LinkedHashMap<>();
        Map<String, Object> data = new LinkedHashMap<>();
        object(hardware).forEach((key, value) -> {
            Optional<MacAddress> mac = value instanceof String text ? mac(text) : Optional.empty();
            if (mac.isPresent()
                    && (key.startsWith("device") || machines.find(mac.get()).isPresent())) {
                devices.put(key, mac.get().text());
            } else {
                data.put(key, value);
            }
        });
        if (devices.isEmpty()) {
            data.values().stream()
                    .filter(String.class::isInstance)
                    .flatMap(value -> machines.findByAddress((String) value).stream())
                    .findFirst()
                    .map(MachineFacts::mac)
                    .ifPresent(mac -> devices.put(BY_ADDRESS, mac.text()));
        }
        return new NewWorkflow(template, devices, data, wished);
    }

    private Map<String, Object> object(String hardware) {
        try {
            return json.readValue(hardware, new TypeReference<Map<String, Object>>() {});
        } catch (JacksonException notJson) {
            throw Refusal.unknown("hardware is not a JSON object of names and values: " + notJson.getOriginalMessage());
        }
    }

    private static Optional<MacAddress> mac(String text) {
        try {
            return Optional.of(MacAddress.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
