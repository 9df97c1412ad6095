package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.hardware.Hardware;
import dev.kindling.tink.hardware.HardwareList;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** HardwareService on Kindling's registry. */
@Service
public class ClassicHardware {

    private static final Logger LOG = LoggerFactory.getLogger(ClassicHardware.class);
    private static final int PAGE = 200;

    /** What Go's database driver says, and what classic boots and hegel look for. */
    private static final String NO_ROWS = "SELECT: sql: no rows in result set";

    private final HardwareRegistry registry;
    private final HardwareList list;
    private final Machines machines;
    private final JsonMapper json;

    ClassicHardware(HardwareRegistry registry, HardwareList list, Machines machines, JsonMapper json) {
        this.registry = registry;
        this.list = list;
        this.machines = machines;
        this.json = json;
    }

    /**
     * Declares hardware, or replaces what has its id.
     *
     * @return its id
     */
    public String push(Map<String, ?> document) {
        HardwareKeys.Known known = HardwareKeys.of(document);
        String id = String.valueOf(known.document().getOrDefault("id", ""));
        if (id.isEmpty()) {
            throw Refusal.unknown("id must be set to a UUID, got id: ");
        }
        if (!known.dropped().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("hardware", id)
                    .addKeyValue("dropped", known.dropped())
                    .log("tinkerbell.unknown-keys");
        }
        registry.put(
                Parameters.id("/id", id, "hardware"), json.writeValueAsString(known.document()), OptionalLong.empty());
        return id;
    }

    public Hardware byMac(String mac) {
        return found(registry.find(Parameters.mac("/mac", mac)));
    }

    public Hardware byIp(String address) {
        return found(machines.findByAddress(address).map(MachineFacts::hardware).flatMap(registry::find));
    }

    public Hardware byId(String id) {
        return found(registry.find(Parameters.id("/id", id, "hardware")));
    }

    /** All there is, in the order of the ids. */
    public void each(Consumer<Hardware> receiver) {
        Optional<UUID> after = Optional.empty();
        List<Hardware> page;
        do {
            page = list.page(Optional.empty(), after, PAGE);
            page.forEach(receiver);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    public void delete(String id) {
        if (id.isEmpty()) {
            throw Refusal.unknown("id must be set to a UUID");
        }
        try {
            registry.delete(Parameters.id("/id", id, "hardware"), OptionalLong.empty());
        } catch (Failure.NotFound _) {
            throw Refusal.notFound("sql: no rows in result set");
        }
    }

    private static Hardware found(Optional<Hardware> hardware) {
        return hardware.orElseThrow(() -> Refusal.unknown(NO_ROWS));
    }
}
