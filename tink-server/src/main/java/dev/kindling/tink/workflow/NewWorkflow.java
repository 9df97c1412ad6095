package dev.kindling.tink.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a person asks for.
 *
 * @param template id or name
 * @param devices the names the template uses for machines, and their MACs
 * @param data more values for the template
 * @param id the one it is to have; empty: a fresh one
 */
public record NewWorkflow(String template, Map<String, String> devices, Map<String, Object> data, Optional<UUID> id) {

    public NewWorkflow {
        template = template == null ? "" : template;
        devices = devices == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(devices));
        data = data == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(data));
        id = id == null ? Optional.empty() : id;
    }

    /** With a fresh id. */
    public NewWorkflow(String template, Map<String, String> devices, Map<String, Object> data) {
        this(template, devices, data, Optional.empty());
    }
}
