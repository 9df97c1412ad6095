package dev.kindling.hegel.metadata;

import dev.kindling.hegel.instance.Instance;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /metadata}: one part of the hardware document, chosen by a path. Tinkerbell lets an operator write any jq
 * filter; here it is a path of names, which covers the three that its own documentation uses: {@code .metadata.instance}
 * (its default), {@code .metadata}, and the empty one for the whole record (its sandbox).
 */
public final class NativeMetadata {

    private static final List<String> INSTANCE = List.of("metadata", "instance");

    private final List<String> path;

    /**
     * @param filter names with a dot in front of each; empty or {@code .} for the whole document
     * @throws IllegalArgumentException when it is more than a path
     */
    public NativeMetadata(String filter) {
        if (!filter.matches("\\.?|(\\.[A-Za-z0-9_]+)+")) {
            throw new IllegalArgumentException("kindling.hegel.metadata.filter is '" + filter
                    + "'; it must be a path such as .metadata.instance, or empty for the whole document");
        }
        this.path =
                filter.length() < 2 ? List.of() : List.of(filter.substring(1).split("\\."));
    }

    /**
     * The part as JSON; text as it is.
     *
     * @return empty when the document has no such part
     */
    public Optional<String> of(Instance instance) {
        JsonNode part = instance.document();
        for (String name : path) {
            part = part.path(name);
        }
        if (path.equals(INSTANCE)) {
            part = withIdentity(part, instance);
        }
        if (part.isMissingNode() || part.isNull()) {
            return Optional.empty();
        }
        return Optional.of(part.isString() ? part.asString() : part.toString());
    }

    /** Every machine has an id and a host name, whether its document repeats them or not. */
    private static JsonNode withIdentity(JsonNode part, Instance instance) {
        Facts facts = new Facts(instance);
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.put("id", facts.id());
        merged.put("hostname", facts.hostname());
        if (part instanceof ObjectNode declared) {
            merged.setAll(declared);
        }
        return merged;
    }
}
