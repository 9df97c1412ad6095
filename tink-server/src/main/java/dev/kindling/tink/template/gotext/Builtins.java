package dev.kindling.tink.template.gotext;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.GoFunction.Order;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Go's own functions; none reaches outside its arguments. */
final class Builtins {

    private Builtins() {}

    static FunctionTable.Builder table() {
        FunctionTable.Builder table = new FunctionTable.Builder(new HashMap<>());
        table.put(untilDecided("and", Order.UNTIL_FALSE)).put(untilDecided("or", Order.UNTIL_TRUE));
        table.add("not", a -> !GoValue.isTrue(a.value(0)), ANY)
                .add("len", a -> Indexing.length(a.value(0)), ANY)
                .addVariadic("index", a -> Indexing.index(a.values()), ANY, ANY)
                .addVariadic("slice", a -> Indexing.slice(a.values()), ANY, ANY)
                .addVariadic("call", a -> call(a.value(0)), ANY, ANY);
        table.addVariadic(
                        "print",
                        a -> new GoPrinter(a.longest()).sprint(a.values()).toString(),
                        ANY)
                .addVariadic(
                        "println",
                        a -> new GoPrinter(a.longest()).sprintln(a.values()).toString(),
                        ANY)
                .addVariadic("printf", a -> GoFormat.sprintf(a.text(0), a.from(1), a.longest()), STRING, ANY);
        table.addVariadic("html", a -> Escapes.html(text(a)), ANY)
                .addVariadic("js", a -> Escapes.js(text(a)), ANY)
                .addVariadic("urlquery", a -> Escapes.urlQuery(text(a)), ANY);
        return table.addVariadic("eq", a -> Comparison.equalsAny(a.values()), ANY, ANY)
                .add("ne", a -> !Comparison.equal(a.value(0), a.value(1)), ANY, ANY)
                .add("lt", a -> Comparison.less(a.value(0), a.value(1)), ANY, ANY)
                .add("le", a -> Comparison.lessOrEqual(a.value(0), a.value(1)), ANY, ANY)
                .add("gt", a -> !Comparison.lessOrEqual(a.value(0), a.value(1)), ANY, ANY)
                .add("ge", a -> !Comparison.less(a.value(0), a.value(1)), ANY, ANY);
    }

    private static GoFunction untilDecided(String name, Order order) {
        return new GoFunction(name, List.of(ANY), Optional.of(ANY), order, _ -> {
            throw new IllegalStateException(name + " stops early and is evaluated elsewhere");
        });
    }

    /** No value of the data is a function, so there is nothing to call; Go says it like this. */
    private static Object call(Object value) {
        throw new IllegalArgumentException(
                value == null ? "call of nil" : "non-function of type " + GoValue.typeName(value));
    }

    /** What the escapers see: one text as it is, else what print makes of them, with nil as output shows it. */
    private static String text(Arguments arguments) {
        if (arguments.values().size() == 1 && arguments.value(0) instanceof String text) {
            return text;
        }
        List<Object> printable = arguments.values().stream()
                .map(value -> value == null ? (Object) "<no value>" : value)
                .toList();
        return new GoPrinter(arguments.longest()).sprint(printable).toString();
    }
}
