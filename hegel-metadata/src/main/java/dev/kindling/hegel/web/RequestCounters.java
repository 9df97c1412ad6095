package dev.kindling.hegel.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** {@code hegel.requests}, one counter for each outcome; all of them exist from the start. */
final class RequestCounters {

    private final Map<Answer.Outcome, Counter> counters = new EnumMap<>(Answer.Outcome.class);

    RequestCounters(MeterRegistry meters) {
        for (Answer.Outcome outcome : Answer.Outcome.values()) {
            String name = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
            counters.put(outcome, meters.counter("hegel.requests", "outcome", name));
        }
    }

    void count(Answer answer) {
        counters.get(answer.outcome()).increment();
    }
}
