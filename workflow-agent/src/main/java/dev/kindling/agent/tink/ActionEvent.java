package dev.kindling.agent.tink;

import dev.kindling.agent.action.ActionResult;
import java.util.Optional;

/** What a report can say of an attempt. */
public sealed interface ActionEvent {

    /** It begins. */
    record Started() implements ActionEvent {}

    /**
     * Its last word.
     *
     * @param reaction how its on-failure or on-timeout command ended, if that ran
     */
    record Ended(ActionResult result, Optional<ActionResult> reaction) implements ActionEvent {
        public Ended(ActionResult result) {
            this(result, Optional.empty());
        }
    }
}
