package dev.kindling.boots.report;

import dev.kindling.contract.MacAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing boots saw or did. Build it from {@link #dhcp}, {@link #tftp}, {@link #http} or {@link #nfs} and the
 * {@code with...} methods.
 *
 * @param source the door it came through
 * @param kind dotted, lower case; {@code docs/events.md} lists them
 * @param at the server's clock
 * @param severity whether a person should look
 * @param mac the machine; empty when the packet named none
 * @param bootId the boot this belongs to; empty when unknown
 * @param facts at most 32 entries and 4 KiB of text; never a secret
 * @param board what the board said of itself
 */
public record BootEvent(
        Source source,
        String kind,
        Instant at,
        Severity severity,
        Optional<MacAddress> mac,
        Optional<UUID> bootId,
        Map<String, String> facts,
        Optional<SeenBoard> board) {

    private static final int MAXIMUM_FACTS = 32;

    /** The door of boots that saw it. */
    public enum Source {
        DHCP,
        TFTP,
        HTTP,
        NFS,
        /** Lines that machines send: syslog and netconsole. */
        CONSOLE
    }

    /** Whether a person should look at it. */
    public enum Severity {
        INFO,
        WARNING,
        ALARM
    }

    public BootEvent {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(at, "at");
        if (facts.size() > MAXIMUM_FACTS) {
            throw new IllegalArgumentException(kind + " has " + facts.size() + " facts, at most " + MAXIMUM_FACTS);
        }
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public static BootEvent dhcp(String kind, Instant at) {
        return of(Source.DHCP, kind, at);
    }

    public static BootEvent tftp(String kind, Instant at) {
        return of(Source.TFTP, kind, at);
    }

    public static BootEvent http(String kind, Instant at) {
        return of(Source.HTTP, kind, at);
    }

    public static BootEvent nfs(String kind, Instant at) {
        return of(Source.NFS, kind, at);
    }

    public static BootEvent console(String kind, Instant at) {
        return of(Source.CONSOLE, kind, at);
    }

    public static BootEvent of(Source source, String kind, Instant at) {
        return new BootEvent(
                source, kind, at, Severity.INFO, Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
    }

    public BootEvent withMachine(MacAddress machine) {
        return new BootEvent(source, kind, at, severity, Optional.of(machine), bootId, facts, board);
    }

    public BootEvent withBoot(UUID boot) {
        return new BootEvent(source, kind, at, severity, mac, Optional.of(boot), facts, board);
    }

    public BootEvent withSeverity(Severity other) {
        return new BootEvent(source, kind, at, other, mac, bootId, facts, board);
    }

    public BootEvent withBoard(SeenBoard seen) {
        return new BootEvent(source, kind, at, severity, mac, bootId, facts, Optional.of(seen));
    }

    /** Adds one fact; an empty value adds nothing. */
    public BootEvent withFact(String name, Object value) {
        String text = String.valueOf(value);
        if (text.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(name, text);
        return new BootEvent(source, kind, at, severity, mac, bootId, more, board);
    }
}
