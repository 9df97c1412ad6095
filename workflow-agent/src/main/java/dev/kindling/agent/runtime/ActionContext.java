package dev.kindling.agent.runtime;

import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.root.AgentRoot;
import java.util.Map;
import java.util.Optional;

/**
 * What a running action has at hand.
 *
 * @param environment the action's own, Kindling's names and the values of its secrets; never to be logged
 */
public record ActionContext(
        Assignment assignment,
        AgentRoot root,
        Map<String, String> environment,
        SiteFacts site,
        ActionOutput output,
        Cancellation cancellation) {

    /** A variable that must be there. */
    public String require(String name) throws ActionFailure {
        return optional(name)
                .orElseThrow(() -> new ActionFailure(assignment.image() + " needs " + name
                        + " in the environment of action '" + assignment.name() + "'"));
    }

    /** A variable that may be missing or empty. */
    public Optional<String> optional(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** A variable that is true or not; missing is not. */
    public boolean flag(String name) throws ActionFailure {
        String value = optional(name).orElse("false");
        return switch (value) {
            case "true", "True", "TRUE", "1", "yes" -> true;
            case "false", "False", "FALSE", "0", "no" -> false;
            default -> throw new ActionFailure(name + " is '" + value + "'; write true or false");
        };
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "ActionContext[" + assignment + "]";
    }
}
