package dev.kindling.tink.machine.web;

import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.machine.MachineFilter;
import dev.kindling.tink.machine.MachineRow;
import dev.kindling.tink.machine.MachineRows;
import dev.kindling.tink.machine.NamedMachines;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Machines as Kindling knows them: the declared ones, and those that were only seen on the wire. */
@RestController
@RequestMapping(path = "/api/v1/machines", produces = MediaType.APPLICATION_JSON_VALUE)
class MachineController {

    private final MachineRows machines;
    private final NamedMachines named;
    private final JsonMapper json;

    MachineController(MachineRows machines, NamedMachines named, JsonMapper json) {
        this.machines = machines;
        this.named = named;
        this.json = json;
    }

    @GetMapping
    Page<MachineView> list(
            @RequestParam Optional<String> selector,
            @RequestParam Optional<String> state,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        MachineFilter filter = new MachineFilter(
                state.map(text -> Parameters.constant("state", text, MachineFilter.State.class)),
                selector.map(LabelSelector::parse));
        return Page.of(
                machines.page(filter, after, size + 1),
                size,
                this::view,
                row -> row.mac().text());
    }

    @GetMapping("/{macOrName}")
    MachineView get(@PathVariable String macOrName) {
        return view(named.get(macOrName));
    }

    private MachineView view(MachineRow row) {
        return MachineView.of(row, row.inventory().isEmpty() ? null : json.readTree(row.inventory()));
    }
}
