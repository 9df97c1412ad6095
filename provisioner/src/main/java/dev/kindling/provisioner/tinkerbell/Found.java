package dev.kindling.provisioner.tinkerbell;

import java.util.List;
import java.util.Map;

/**
 * What there is of Tinkerbell's somewhere, in the classic shapes.
 *
 * @param notTaken everything that was there too
 */
public record Found(List<Board> hardware, List<Recipe> templates, List<Run> workflows, List<NotTaken> notTaken) {

    public Found {
        hardware = List.copyOf(hardware);
        templates = List.copyOf(templates);
        workflows = List.copyOf(workflows);
        notTaken = List.copyOf(notTaken);
    }

    /** One hardware document, with its id in it. */
    public record Board(String id, Map<String, Object> document) {}

    /** One template; the text calls itself by this name. */
    public record Recipe(String id, String name, String text) {}

    /**
     * One workflow.
     *
     * @param template id
     * @param hardware JSON text of names and values
     * @param state as Tinkerbell says it, without "STATE_"
     */
    public record Run(String id, String template, String hardware, String state) {}

    /** Something that has no place here. */
    public record NotTaken(String what, String field, String reason) {

        /** One line for people. */
        public String sentence() {
            return what + " " + field + ": " + reason;
        }
    }
}
