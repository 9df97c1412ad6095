package dev.kindling.tink.template.gotext;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something a template may call.
 *
 * @param fixed what the first parameters take
 * @param rest what any number of further arguments must be; empty when there may be none
 * @param order how a call that is not piped is read
 */
record GoFunction(String name, List<Parameter> fixed, Optional<Parameter> rest, Order order, Body body) {

    /** How the arguments are evaluated and ordered. */
    enum Order {
        AS_WRITTEN,
        /** Stops at the first true (or), at the first false (and). */
        UNTIL_TRUE,
        UNTIL_FALSE,
        /**
         * Two texts, the needle first, as in Sprig and today's Tinkerbell. Tinkerbell v0.7 and v0.8 have it last: {@code contains .disk
         * "nvme"}. What is written out is what is looked for, so a literal in the second place, and no literal in the first, is v0.7's.
         */
        NEEDLE_FIRST
    }

    /** Does it; bad arguments are IllegalArgumentExceptions with the reason. */
    interface Body extends Function<Arguments, Object> {}

    boolean takes(int count) {
        return rest.isPresent() ? count >= fixed.size() : count == fixed.size();
    }

    Parameter parameter(int index) {
        return index < fixed.size() ? fixed.get(index) : rest.orElse(Parameter.ANY);
    }
}
