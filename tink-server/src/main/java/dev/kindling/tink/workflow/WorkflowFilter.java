package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.LabelSelector;
import java.util.Optional;

/** Which workflows a list shows; empty means all. */
public record WorkflowFilter(
        Optional<WorkflowState> state, Optional<MacAddress> machine, Optional<LabelSelector> selector) {}
