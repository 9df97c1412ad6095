package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.BOOL;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoValue;

/** What to take when there is nothing, what kind a value is, and the way to stop with a message. */
final class Defaults {

    private Defaults() {}

    static void addTo(FunctionTable.Builder table) {
        table.addVariadic("default", Defaults::orDefault, ANY, ANY)
                .add("empty", a -> !GoValue.isTrue(a.value(0)), ANY)
                .addVariadic("coalesce", Defaults::firstNotEmpty, ANY)
                .addVariadic("all", a -> a.values().stream().allMatch(GoValue::isTrue), ANY)
                .addVariadic("any", a -> a.values().stream().anyMatch(GoValue::isTrue), ANY)
                .add("ternary", a -> (Boolean) a.value(2) ? a.value(0) : a.value(1), ANY, ANY, BOOL);
        table.add("typeOf", a -> type(a.value(0)), ANY)
                .add("typeIs", a -> a.text(0).equals(type(a.value(1))), STRING, ANY)
                .add("typeIsLike", a -> isLike(a.text(0), type(a.value(1))), STRING, ANY)
                .add("kindOf", a -> Cast.kind(a.value(0)), ANY)
                .add("kindIs", a -> a.text(0).equals(Cast.kind(a.value(1))), STRING, ANY)
                .add("deepEqual", a -> Cast.same(a.value(0), a.value(1)), ANY, ANY)
                .add("fail", a -> fail(a.text(0)), STRING);
    }

    private static Object orDefault(Arguments a) {
        boolean given = a.values().size() > 1 && GoValue.isTrue(a.value(1));
        return given ? a.value(1) : a.value(0);
    }

    private static Object firstNotEmpty(Arguments a) {
        return a.values().stream().filter(GoValue::isTrue).findFirst().orElse(null);
    }

    private static String type(Object value) {
        return value == null ? "<nil>" : GoValue.typeName(value);
    }

    private static boolean isLike(String target, String type) {
        return target.equals(type) || ("*" + target).equals(type);
    }

    private static Object fail(String message) {
        throw new IllegalArgumentException(message);
    }
}
