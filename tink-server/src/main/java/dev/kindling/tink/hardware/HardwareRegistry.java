package dev.kindling.tink.hardware;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.DirectoryRevision;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.hardware.document.HardwareDocument;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.MachineStore;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Declares, changes and forgets hardware. What is refused changes nothing. */
@Service
public class HardwareRegistry {

    private final HardwareRepository repository;
    private final MachineStore machines;
    private final DirectoryRevision revision;
    private final Audit audit;
    private final Timeline timeline;
    private final Clock clock;

    HardwareRegistry(
            HardwareRepository repository,
            MachineStore machines,
            DirectoryRevision revision,
            Audit audit,
            Timeline timeline,
            Clock clock) {
        this.repository = repository;
        this.machines = machines;
        this.revision = revision;
        this.audit = audit;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** Declares hardware; the document's id, or a fresh one where it names none. */
    @Transactional
    public Hardware create(String json) {
        HardwareDocument document = HardwareDocument.parse(json);
        UUID id = document.id().orElseGet(UUID::randomUUID);
        revision.lock();
        if (repository.existsById(id)) {
            throw new Failure.Conflict("hardware '" + id + "' is there already; change it with PUT");
        }
        return store(id, document, Optional.empty());
    }

    /**
     * Declares hardware, or replaces what was declared.
     *
     * @param expected the version the caller has read; empty replaces any
     */
    @Transactional
    public Hardware put(UUID id, String json, OptionalLong expected) {
        HardwareDocument document = HardwareDocument.parse(json);
        document.id().filter(named -> !named.equals(id)).ifPresent(other -> {
            throw new Failure.Invalid(
                    "hardware '" + id + "'",
                    List.of(new Violation("/id", other.toString(), "is not the id of the address, " + id)));
        });
        revision.lock();
        Optional<Hardware> known = repository.findById(id);
        checkVersion(id, known, expected);
        return store(id, document, known);
    }

    /**
     * Declares or replaces each of an array of documents, or none: one that is refused takes all with it. Documents of the array may pass
     * a MAC or an address from one to another.
     */
    @Transactional
    public List<Hardware> putAll(String json) {
        List<HardwareDocument> documents = HardwareDocument.parseAll(json);
        checkIds(documents);
        revision.lock();
        documents.forEach(document -> document.id().ifPresent(id -> machines.letGo(id, document.interfaces())));
        List<Change> changes = documents.stream()
                .map(document -> {
                    UUID id = document.id().orElseGet(UUID::randomUUID);
                    return save(document, id, repository.findById(id));
                })
                .toList();
        // Once: each flush compares all that was saved before it.
        repository.flush();
        for (int i = 0; i < changes.size(); i++) {
            try {
                declare(changes.get(i));
            } catch (Failure.Invalid invalid) {
                throw invalid.below("/" + i);
            }
        }
        return changes.stream().map(Change::hardware).toList();
    }

    private static void checkIds(List<HardwareDocument> documents) {
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < documents.size(); i++) {
            Optional<UUID> id = documents.get(i).id();
            if (id.isPresent() && !seen.add(id.get())) {
                throw new Failure.Invalid(
                        "hardware",
                        List.of(new Violation(
                                "/" + i + "/id",
                                id.get().toString(),
                                "is the id of an earlier document of this array; give each its own, or none")));
            }
        }
    }

    /** Forgets hardware; its machines are no longer answered. */
    @Transactional
    public void delete(UUID id, OptionalLong expected) {
        revision.lock();
        Hardware hardware = get(id);
        checkVersion(id, Optional.of(hardware), expected);
        machines.withdraw(id);
        repository.delete(hardware);
        repository.flush();
        audit.record("hardware.delete", "hardware/" + id, hardware.document(), Map.of());
        record(HardwareDocument.of(hardware.document()).interfaces(), id, "deleted");
    }

    @Transactional(readOnly = true)
    public Hardware get(UUID id) {
        return repository.findById(id).orElseThrow(() -> new Failure.NotFound("hardware", id));
    }

    @Transactional(readOnly = true)
    public Optional<Hardware> find(UUID id) {
        return repository.findById(id);
    }

    /** The hardware one of whose interfaces has this MAC. */
    @Transactional(readOnly = true)
    public Optional<Hardware> find(MacAddress mac) {
        return machines.find(mac).map(MachineFacts::hardware).flatMap(repository::findById);
    }

    /** What was declared, and the document that it takes the place of; empty for none. */
    private record Change(HardwareDocument document, Hardware hardware, Map<String, Object> before) {}

    private Hardware store(UUID id, HardwareDocument document, Optional<Hardware> known) {
        Change change = save(document, id, known);
        repository.flush();
        declare(change);
        return change.hardware();
    }

    private Change save(HardwareDocument document, UUID id, Optional<Hardware> known) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", id.toString());
        values.putAll(document.values());
        values.put("id", id.toString());
        Map<String, Object> before = known.map(Hardware::document).orElse(Map.of());
        Hardware hardware = known.orElseGet(() -> new Hardware(id, values, clock.instant()));
        known.ifPresent(old -> old.redeclare(values, clock.instant()));
        return new Change(document, repository.save(hardware), before);
    }

    private void declare(Change change) {
        UUID id = change.hardware().id();
        List<NetworkInterface> interfaces = change.document().interfaces();
        checkOthers(id, interfaces);
        machines.declare(id, interfaces);
        audit.record(
                "hardware.put",
                "hardware/" + id,
                change.before(),
                change.hardware().document());
        record(interfaces, id, change.before().isEmpty() ? "declared" : "replaced");
    }

    private void checkOthers(UUID id, List<NetworkInterface> interfaces) {
        List<MachineStore.Owned> others = machines.othersWith(id, interfaces);
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < interfaces.size(); i++) {
            NetworkInterface own = interfaces.get(i);
            String pointer = "/network/interfaces/" + i + "/dhcp/";
            for (MachineStore.Owned other : others) {
                String owner = "already belongs to hardware " + other.hardware();
                if (other.mac().equals(own.mac())) {
                    violations.add(new Violation(pointer + "mac", own.mac().text(), owner));
                }
                String address = other.address();
                if (!address.isEmpty() && address.equals(own.address().address())) {
                    violations.add(new Violation(pointer + "ip/address", address, owner));
                }
            }
        }
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("hardware '" + id + "'", violations);
        }
    }

    private static void checkVersion(UUID id, Optional<Hardware> known, OptionalLong expected) {
        if (expected.isEmpty()) {
            return;
        }
        Hardware current = known.orElseThrow(() -> new Failure.NotFound("hardware", id));
        if (current.version() != expected.getAsLong()) {
            throw new Failure.Stale("hardware '" + id + "' is at version " + current.version() + ", not "
                    + expected.getAsLong() + "; read it again, then change it");
        }
    }

    private void record(List<NetworkInterface> interfaces, UUID id, String what) {
        for (NetworkInterface each : interfaces) {
            TimelineEvent event = new TimelineEvent(
                    Optional.of(each.mac()),
                    clock.instant(),
                    TimelineEvent.Source.USER,
                    "hardware.changed",
                    TimelineEvent.Severity.INFO,
                    Map.of("hardware", id.toString(), "change", what),
                    Optional.empty(),
                    Optional.empty());
            timeline.record(event);
        }
    }
}
