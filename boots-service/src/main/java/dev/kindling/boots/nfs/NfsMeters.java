package dev.kindling.boots.nfs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts calls and bytes. */
final class NfsMeters {

    private final Map<Nfs3Procedure, Counter> calls = new EnumMap<>(Nfs3Procedure.class);
    private final Counter bytes;

    NfsMeters(MeterRegistry meters) {
        for (Nfs3Procedure procedure : Nfs3Procedure.values()) {
            calls.put(
                    procedure,
                    meters.counter(
                            "boots.nfs.calls", "procedure", procedure.name().toLowerCase(Locale.ROOT)));
        }
        bytes = meters.counter("boots.nfs.bytes");
    }

    void called(Nfs3Procedure procedure) {
        calls.get(procedure).increment();
    }

    void read(int count) {
        bytes.increment(count);
    }
}
