package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.FunctionTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** Paths with slashes; Sprig's os forms are those of Linux, where our boards' actions run. */
final class Paths {

    private Paths() {}

    static void addTo(FunctionTable.Builder table) {
        addTo(table, UnaryOperator.identity());
        addTo(table, name -> "os" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
    }

    private static void addTo(FunctionTable.Builder table, UnaryOperator<String> name) {
        table.add(name.apply("base"), a -> base(a.text(0)), STRING)
                .add(
                        name.apply("dir"),
                        a -> clean(a.text(0).substring(0, a.text(0).lastIndexOf('/') + 1)),
                        STRING)
                .add(name.apply("clean"), a -> clean(a.text(0)), STRING)
                .add(name.apply("ext"), a -> extension(a.text(0)), STRING)
                .add(name.apply("isAbs"), a -> a.text(0).startsWith("/"), STRING);
    }

    private static String base(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        String stripped = path.replaceFirst("/+$", "");
        return stripped.isEmpty() ? "/" : stripped.substring(stripped.lastIndexOf('/') + 1);
    }

    private static String extension(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return dot < 0 ? "" : last.substring(dot);
    }

    /** The shortest path that means the same. */
    private static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : List.of(path.split("/"))) {
            boolean back = part.equals("..");
            if (back && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(back && absolute)) {
                parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}
