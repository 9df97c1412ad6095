package dev.kindling.tink.template.gotext;

import dev.kindling.tink.template.gotext.GoFunction.Order;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The functions of a template language by name; later ones replace earlier ones of the same name. Immutable once handed out. */
public final class FunctionTable {

    private final Map<String, GoFunction> functions;

    private FunctionTable(Map<String, GoFunction> functions) {
        this.functions = functions;
    }

    /** What Go itself brings. */
    public static FunctionTable builtin() {
        return Builtins.table().build();
    }

    /** A table that starts with this one's. */
    public Builder extended() {
        return new Builder(new HashMap<>(functions));
    }

    /** Their names, sorted. */
    public Set<String> names() {
        return new TreeSet<>(functions.keySet());
    }

    Optional<GoFunction> named(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /** Collects. */
    public static final class Builder {

        private final Map<String, GoFunction> functions;

        Builder(Map<String, GoFunction> functions) {
            this.functions = functions;
        }

        /** One that takes exactly these. */
        public Builder add(String name, Function<Arguments, Object> body, Parameter... parameters) {
            return put(new GoFunction(name, List.of(parameters), Optional.empty(), Order.AS_WRITTEN, body::apply));
        }

        /** One whose last parameter takes any number of arguments, also none. */
        public Builder addVariadic(String name, Function<Arguments, Object> body, Parameter... parameters) {
            List<Parameter> all = Arrays.asList(parameters);
            return put(new GoFunction(
                    name, all.subList(0, all.size() - 1), Optional.of(all.getLast()), Order.AS_WRITTEN, body::apply));
        }

        /** One of two texts, what is looked for and what it is looked for in. */
        public Builder addSearch(String name, Function<Arguments, Object> body) {
            List<Parameter> texts = List.of(Parameter.STRING, Parameter.STRING);
            return put(new GoFunction(name, texts, Optional.empty(), Order.NEEDLE_FIRST, body::apply));
        }

        /** The same under another name, as Sprig's must-forms are where bad arguments always end the rendering. */
        public Builder alias(String alias, String name) {
            GoFunction known = functions.get(name);
            return put(new GoFunction(alias, known.fixed(), known.rest(), known.order(), known.body()));
        }

        Builder put(GoFunction function) {
            functions.put(function.name(), function);
            return this;
        }

        public FunctionTable build() {
            return new FunctionTable(Map.copyOf(functions));
        }
    }
}
