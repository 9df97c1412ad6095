package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Which machine people mean by a MAC or a host name. */
@Component
public class NamedMachines {

    private final MachineRows machines;

    NamedMachines(MachineRows machines) {
        this.machines = machines;
    }

    /**
     * @param macOrName a MAC in any usual notation, or the host name of a declared machine
     * @throws Failure.NotFound when no machine has it
     * @throws Failure.Conflict when people gave several machines this host name
     */
    public MachineRow get(String macOrName) {
        Optional<MacAddress> mac = parse(macOrName);
        if (mac.isPresent()) {
            return machines.find(mac.get()).orElseThrow(() -> unknown(macOrName));
        }
        List<MachineRow> found = machines.named(macOrName);
        if (found.size() > 1) {
            throw new Failure.Conflict("several machines are called '" + macOrName + "': "
                    + found.stream().map(row -> row.mac().text()).collect(Collectors.joining(", "))
                    + "; name one by its MAC");
        }
        return found.stream().findFirst().orElseThrow(() -> unknown(macOrName));
    }

    private static Failure unknown(String machine) {
        return new Failure.NotFound("machine", machine);
    }

    private static Optional<MacAddress> parse(String text) {
        try {
            return Optional.of(MacAddress.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
