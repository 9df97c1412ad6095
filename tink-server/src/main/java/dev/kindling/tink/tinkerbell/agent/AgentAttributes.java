package dev.kindling.tink.tinkerbell.agent;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.Machines;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What an agent found in its board, kept on the machine as its inventory. */
@Service
public class AgentAttributes {

    private static final Logger LOG = LoggerFactory.getLogger(AgentAttributes.class);
    /** Tinkerbell keeps no more. */
    private static final int MOST_BYTES = 64 * 1024;

    private final Machines machines;
    private final JsonMapper json;

    /** Only spares the database the same text at every question; losing it costs nothing. */
    private final Map<MacAddress, Integer> stored = new ConcurrentHashMap<>();

    AgentAttributes(Machines machines, JsonMapper json) {
        this.machines = machines;
        this.json = json;
    }

    /** @param attributes JSON values; empty: the agent said nothing, and what is known stays */
    @Transactional
    public void store(MacAddress mac, Map<String, ?> attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        String text = json.writeValueAsString(attributes);
        if (Integer.valueOf(text.hashCode()).equals(stored.get(mac))) {
            return;
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > MOST_BYTES) {
            LOG.atWarn()
                    .addKeyValue("mac", mac)
                    .addKeyValue("bytes", size)
                    .addKeyValue("most", MOST_BYTES)
                    .log("tinkerbell.attributes-too-large");
        } else {
            machines.recordInventory(mac, text.replace("\\u0000", ""));
        }
        stored.put(mac, text.hashCode());
    }
}
