package dev.kindling.boots.boot;

import dev.kindling.contract.MacAddress;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The boots of which the timeline was told that they go on to the machine's own disk, through whichever door. */
@Component
public final class LocalBoots {

    private final Map<MacAddress, UUID> told = new ConcurrentHashMap<>();

    /**
     * Whether it is told for the first time, which it is when this returns.
     *
     * @param boot empty where none is known: then every answer counts
     */
    public boolean isFirst(MacAddress mac, Optional<UUID> boot) {
        return boot.isEmpty() || !boot.get().equals(told.put(mac, boot.get()));
    }
}
