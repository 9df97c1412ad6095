package dev.kindling.tink.template.gotext;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** index, slice and len; strings count UTF-8 bytes, as in Go. */
public final class Indexing {

    private Indexing() {}

    static long length(Object value) {
        return switch (value) {
            case null -> throw new IllegalArgumentException("len of nil pointer");
            case String text -> text.getBytes(StandardCharsets.UTF_8).length;
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> throw new IllegalArgumentException("len of type " + GoValue.typeName(value));
        };
    }

    /** {@code index x 1 "a"} is {@code x[1]["a"]}; a key that a map lacks gives nil. */
    static Object index(List<Object> arguments) {
        Object item = arguments.getFirst();
        if (item == null) {
            throw new IllegalArgumentException("index of untyped nil");
        }
        for (Object key : arguments.subList(1, arguments.size())) {
            item = GoValue.of(element(item, key));
        }
        return item;
    }

    private static Object element(Object item, Object key) {
        return switch (item) {
            case null -> throw new IllegalArgumentException("index of nil pointer");
            case List<?> list -> list.get(position(key, list.size() - 1));
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                yield (long) (bytes[position(key, bytes.length - 1)] & 0xff);
            }
            case Map<?, ?> map -> map.get(mapKey(key));
            default -> throw new IllegalArgumentException("can't index item of type " + GoValue.typeName(item));
        };
    }

    private static String mapKey(Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                key == null
                        ? "value is nil; should be of type string"
                        : "value has type " + GoValue.typeName(key) + "; should be string");
    }

    private static int position(Object key, int last) {
        if (!(key instanceof Long number)) {
            String what = key == null ? "nil" : "type " + GoValue.typeName(key);
            throw new IllegalArgumentException("cannot index slice/array with " + what);
        }
        if (number < 0 || number > last) {
            throw new IllegalArgumentException("index out of range: " + number);
        }
        return number.intValue();
    }

    /** {@code slice x 1 2} is {@code x[1:2]}. */
    public static Object slice(List<Object> arguments) {
        Object item = arguments.getFirst();
        if (item == null) {
            throw new IllegalArgumentException("slice of untyped nil");
        }
        if (!(item instanceof List<?>) && !(item instanceof String)) {
            throw new IllegalArgumentException("can't slice item of type " + GoValue.typeName(item));
        }
        if (arguments.size() > 3) {
            throw new IllegalArgumentException("cannot 3-index slice a string");
        }
        int length = (int) length(item);
        int from = arguments.size() > 1 ? position(arguments.get(1), length) : 0;
        int to = arguments.size() > 2 ? position(arguments.get(2), length) : length;
        if (from > to) {
            throw new IllegalArgumentException("invalid slice index: " + from + " > " + to);
        }
        return item instanceof List<?> list
                ? list.subList(from, to)
                : new String(((String) item).getBytes(StandardCharsets.UTF_8), from, to - from, StandardCharsets.UTF_8);
    }
}
