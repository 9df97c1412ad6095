package dev.kindling.tink.template.gotext;

import java.util.List;

/** A value with methods; {@code toString} is how a template prints it. */
public interface GoObject {

    /** As %T. */
    String typeName();

    /**
     * Calls a method, or reads a field, by name.
     *
     * @throws IllegalArgumentException when there is none, or the arguments are wrong
     */
    Object member(String name, List<Object> arguments);
}
