package dev.kindling.tink.hardware.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.failure.web.EntityTag;
import dev.kindling.tink.hardware.Hardware;
import dev.kindling.tink.hardware.HardwareList;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.machine.NamedMachines;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hardware documents in and out, as they were declared; the version is the ETag. */
@RestController
@RequestMapping(path = "/api/v1/hardware", produces = MediaType.APPLICATION_JSON_VALUE)
class HardwareController {

    private final HardwareRegistry registry;
    private final HardwareList list;
    private final NamedMachines machines;

    HardwareController(HardwareRegistry registry, HardwareList list, NamedMachines machines) {
        this.registry = registry;
        this.list = list;
        this.machines = machines;
    }

    @PostMapping
    ResponseEntity<Map<String, Object>> create(@RequestBody String document) {
        Hardware hardware = registry.create(document);
        return ResponseEntity.created(URI.create("/api/v1/hardware/" + hardware.id()))
                .eTag(EntityTag.of(hardware.version()))
                .body(hardware.document());
    }

    /** An array of documents, all or none. */
    @PutMapping
    List<Map<String, Object>> putAll(@RequestBody String documents) {
        return registry.putAll(documents).stream().map(Hardware::document).toList();
    }

    @GetMapping
    Page<Map<String, Object>> list(
            @RequestParam Optional<String> mac,
            @RequestParam Optional<String> selector,
            @RequestParam Optional<UUID> after,
            @RequestParam(defaultValue = "100") int limit) {
        if (mac.isPresent()) {
            return new Page<>(
                    registry.find(Parameters.mac("query mac", mac.get())).map(Hardware::document).stream()
                            .toList(),
                    null);
        }
        int size = Page.checked(limit);
        return Page.of(
                list.page(selector.map(LabelSelector::parse), after, size + 1),
                size,
                Hardware::document,
                each -> each.id().toString());
    }

    @GetMapping("/{reference}")
    ResponseEntity<Map<String, Object>> get(@PathVariable String reference) {
        return answer(registry.get(id(reference)));
    }

    @PutMapping("/{id}")
    ResponseEntity<Map<String, Object>> put(
            @PathVariable UUID id,
            @RequestBody String document,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        return answer(registry.put(id, document, EntityTag.expected(ifMatch)));
    }

    @DeleteMapping("/{reference}")
    ResponseEntity<Void> delete(
            @PathVariable String reference,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        registry.delete(id(reference), EntityTag.expected(ifMatch));
        return ResponseEntity.noContent().build();
    }

    /** Its own id, or the MAC or host name of one of its machines. */
    private UUID id(String reference) {
        try {
            return UUID.fromString(reference);
        } catch (IllegalArgumentException noId) {
            return machines.get(reference)
                    .hardware()
                    .orElseThrow(() -> new Failure.NotFound("hardware of the machine", reference));
        }
    }

    private static ResponseEntity<Map<String, Object>> answer(Hardware hardware) {
        return ResponseEntity.ok().eTag(EntityTag.of(hardware.version())).body(hardware.document());
    }
}
