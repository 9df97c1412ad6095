package dev.kindling.tink.hardware.web;

import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.hardware.MachineLabels;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/machines/{mac}/labels}. */
@RestController
@RequestMapping(path = "/api/v1/machines/{mac}/labels", produces = MediaType.APPLICATION_JSON_VALUE)
class LabelController {

    private final MachineLabels machines;

    LabelController(MachineLabels machines) {
        this.machines = machines;
    }

    /** These and no others. */
    @PutMapping
    Map<String, String> put(@PathVariable String mac, @RequestBody Map<String, String> labels) {
        return machines.replace(Parameters.mac("mac", mac), labels);
    }
}
