package dev.kindling.tink.tinkerbell.agent.grpc;

import dev.kindling.tink.tinkerbell.classic.Refusal;
import java.util.UUID;

/** How workflows and actions are called towards an agent, which only hands these texts back. */
final class ActionIds {

    /** Tinkerbell's workflows are called {@code namespace/name}. */
    private static final String NAMESPACE = "kindling/";

    private ActionIds() {}

    static String workflow(UUID id) {
        return NAMESPACE + id;
    }

    static UUID workflow(String text) {
        try {
            return UUID.fromString(text.startsWith(NAMESPACE) ? text.substring(NAMESPACE.length()) : text);
        } catch (IllegalArgumentException _) {
            throw Refusal.invalid("invalid workflow id");
        }
    }

    static String action(int index) {
        return "action-" + index;
    }

    /** @throws Refusal for an action that no workflow of this length has */
    static int action(String text, int actions) {
        for (int i = 0; i < actions; i++) {
            if (action(i).equals(text)) {
                return i;
            }
        }
        throw Refusal.notFound("action not found");
    }
}
