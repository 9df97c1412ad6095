package dev.kindling.agent.action;

import java.util.Objects;

/**
 * One hand-out of one action.
 *
 * @param workflow the workflow's id
 * @param index the action's place in the workflow, from 0
 * @param attempt the fencing token, from 1
 */
public record ActionRef(String workflow, int index, int attempt) {

    public ActionRef {
        Objects.requireNonNull(workflow, "workflow is null");
        if (workflow.isBlank() || workflow.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("workflow id '" + workflow + "' is empty or has blanks");
        }
    }

    @Override
    public String toString() {
        return workflow + "/" + index + "#" + attempt;
    }
}
