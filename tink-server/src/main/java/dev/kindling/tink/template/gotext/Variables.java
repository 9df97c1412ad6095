package dev.kindling.tink.template.gotext;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** The stack of variables. */
final class Variables {

    private final List<String> names = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Variables(Object dot) {
        push("$", dot);
    }

    int mark() {
        return names.size();
    }

    void pop(int mark) {
        names.subList(mark, names.size()).clear();
        values.subList(mark, values.size()).clear();
    }

    void push(String name, Object value) {
        names.add(name);
        values.add(value);
    }

    /** The innermost of that name. */
    void set(String name, Object value) {
        values.set(indexOf(name), value);
    }

    Object get(String name) {
        return values.get(indexOf(name));
    }

    /** The parser lets an assignment to an undeclared name pass, as Go's does. */
    private int indexOf(String name) {
        int index = names.lastIndexOf(name);
        if (index < 0) {
            throw new NoSuchElementException("undefined variable: " + name);
        }
        return index;
    }
}
