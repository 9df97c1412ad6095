package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.IgnoreReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** {@code boots.dhcp.packets} by outcome; every outcome is there from the start. */
@Component
final class DhcpMetrics {

    static final String MALFORMED = "malformed";
    static final String FAILED = "failed";

    private final Map<String, Counter> counters;

    DhcpMetrics(MeterRegistry meters) {
        counters = Stream.concat(
                        Stream.of("offer", "ack", "nak", MALFORMED, FAILED),
                        Arrays.stream(IgnoreReason.values()).map(IgnoreReason::text))
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), outcome -> meters.counter("boots.dhcp.packets", "outcome", outcome)));
    }

    void count(String outcome) {
        counters.get(outcome).increment();
    }
}
