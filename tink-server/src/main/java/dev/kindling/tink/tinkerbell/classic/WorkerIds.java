package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.hardware.document.HardwareDocument;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Worker ids and machines. Tinkerbell's worker is told its id by its environment: the hardware's id (v0.6), a MAC (v0.7 and later)
 * or an address. It runs only actions whose worker id is, letter for letter, its own, so what it called itself last is remembered.
 */
@Component
public class WorkerIds {

    private final JdbcClient jdbc;
    private final Machines machines;
    private final HardwareRegistry hardware;
    private final Clock clock;

    WorkerIds(JdbcClient jdbc, Machines machines, HardwareRegistry hardware, Clock clock) {
        this.jdbc = jdbc;
        this.machines = machines;
        this.hardware = hardware;
        this.clock = clock;
    }

    /** The machines of the inventory a worker of this name may run on; several for hardware with several interfaces. */
    @Transactional(readOnly = true)
    public List<MachineFacts> machines(String workerId) {
        Optional<UUID> id = asId(workerId);
        if (id.isPresent()) {
            return hardware.find(id.get()).stream()
                    .flatMap(found -> HardwareDocument.of(found.document()).interfaces().stream())
                    .flatMap(each -> machines.find(each.mac()).stream())
                    .toList();
        }
        return asMac(workerId).map(machines::find).orElseGet(() -> machines.findByAddress(workerId)).stream()
                .toList();
    }

    /** Whether this is a name of that machine's worker. */
    public boolean isNameOf(String workerId, MacAddress mac) {
        return machines(workerId).stream().anyMatch(machine -> machine.mac().equals(mac));
    }

    /** Notes what the worker of these machines calls itself. */
    @Transactional
    public void remember(String workerId, List<MachineFacts> called) {
        for (MachineFacts machine : called) {
            jdbc.sql("""
                    insert into tinkerbell_worker (mac, worker_id, seen_at) values (:mac, :id, :now)
                    on conflict (mac) do update set worker_id = excluded.worker_id, seen_at = excluded.seen_at
                    where tinkerbell_worker.worker_id <> excluded.worker_id""")
                    .param("mac", machine.mac().text())
                    .param("id", workerId)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    /** What that machine's worker is called: as it called itself last, else as Tinkerbell did, by the id of its hardware. */
    @Transactional(readOnly = true)
    public String of(MacAddress mac) {
        return jdbc.sql("select worker_id from tinkerbell_worker where mac = :mac")
                .param("mac", mac.text())
                .query(String.class)
                .optional()
                .or(() -> machines.find(mac).map(machine -> machine.hardware().toString()))
                .orElseGet(mac::text);
    }

    private static Optional<MacAddress> asMac(String text) {
        try {
            return Optional.of(MacAddress.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<UUID> asId(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
