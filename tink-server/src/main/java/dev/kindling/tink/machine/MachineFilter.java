package dev.kindling.tink.machine;

import java.util.Optional;

/** Which machines a list shows; empty means all. */
public record MachineFilter(Optional<State> state, Optional<LabelSelector> selector) {

    public static final MachineFilter ALL = new MachineFilter(Optional.empty(), Optional.empty());

    /** Whether somebody declared it, or it was only seen. */
    public enum State {
        DECLARED,
        DISCOVERED
    }

    /** The condition on the row "machine" and the joined row "hardware". */
    String sql() {
        return stateSql() + selector.map(each -> " and " + each.sql()).orElse("");
    }

    /** The part of the condition that needs the row "machine" alone. */
    String stateSql() {
        return state.map(wanted ->
                        wanted == State.DECLARED ? "machine.hardware_id is not null" : "machine.hardware_id is null")
                .orElse("true");
    }
}
