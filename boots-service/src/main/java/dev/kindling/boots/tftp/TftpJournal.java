package dev.kindling.boots.tftp;

import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.content.ContentAnswer;
import dev.kindling.boots.content.ContentAnswer.Missing;
import dev.kindling.boots.content.ContentAnswer.Reader;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.boots.report.MachineRate;
import dev.kindling.boots.tftp.port.Peer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What is written down of every request: one counter always, one log line, and an event where it belongs to a board. */
final class TftpJournal {

    /** A Pi asks for some forty missing files in a boot. */
    static final int MISSING_EACH_MINUTE = 120;

    private static final Logger log = LoggerFactory.getLogger(TftpJournal.class);

    private final BootReports reports;
    private final Clock clock;
    private final PacketKeeper packets;
    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);
    private final EepromWatch eeproms = new EepromWatch();
    private final MachineRate missingRate = new MachineRate(MISSING_EACH_MINUTE);
    private final Counter bytes;
    private final Counter retransmissions;
    private final LocalBoots local;

    /** How a request ends; tag of {@code boots.tftp.requests}. */
    enum Result {
        DONE,
        /** The client stopped it: mostly a Pi that only wanted to know whether the file is there. */
        ABORTED,
        TIMED_OUT,
        FAILED,
        MISSING,
        REFUSED,
        BUSY,
        /** Thrown away unanswered, because too many were waiting. */
        DROPPED,
        MALFORMED,
        REPEATED
    }

    /** Keeps no packets, and tells of local boots for itself. */
    TftpJournal(BootReports reports, MeterRegistry meters, Clock clock) {
        this(reports, meters, clock, PacketKeeper.none(), new LocalBoots());
    }

    TftpJournal(BootReports reports, MeterRegistry meters, Clock clock, PacketKeeper packets, LocalBoots local) {
        this.local = local;
        this.reports = reports;
        this.packets = packets;
        this.clock = clock;
        for (Result result : Result.values()) {
            counters.put(result, meters.counter("boots.tftp.requests", "outcome", name(result)));
        }
        this.bytes = meters.counter("boots.tftp.bytes");
        this.retransmissions = meters.counter("boots.tftp.retransmissions");
    }

    /** Where the packets of a request, its answer and its transfer are noted down. */
    PacketTrail trail(Optional<Reader> reader, Peer client, InetSocketAddress listening) {
        return reader.isPresent() && packets.isOn()
                ? PacketTrail.of(packets, reader.get().mac(), client, listening)
                : PacketTrail.NONE;
    }

    /** Call before the first packet goes out. */
    void serving(Answer.Accepted request) {
        if (request.found().bootsLocally()) {
            goesToDisk(request.found().reader(), request.file());
        }
    }

    /** A board asks for many files in one boot, and is told by several of them. */
    private void goesToDisk(Reader reader, String file) {
        if (local.isFirst(reader.mac(), reader.bootId())) {
            log.atInfo().addKeyValue("mac", reader.mac()).log("boot.local");
            reports.record(event("boot.local", Optional.of(reader), file));
        }
    }

    /** Call before the error goes out. */
    void missing(Peer client, String file, Missing missing) {
        counters.get(Result.MISSING).increment();
        log.atDebug()
                .addKeyValue("client", client)
                .addKeyValue("file", file)
                .addKeyValue("reason", missing.reason())
                .log("tftp.missing");
        missing.reader().ifPresent(reader -> {
            if (missing.bootsLocally()) {
                goesToDisk(reader, file);
            }
            tellMissing(reader, file, missing.reason());
            if (missing.reason() == ContentAnswer.Reason.BOOTS_LOCALLY) {
                eeprom(reader, file);
            }
        });
    }

    private void tellMissing(Reader reader, String file, ContentAnswer.Reason reason) {
        MachineRate.Say say = missingRate.next(reader.mac(), clock.instant());
        if (say != MachineRate.Say.COUNT_ONLY) {
            BootEvent event = event("tftp.missing", Optional.of(reader), file)
                    .withFact("reason", reason.name().toLowerCase(Locale.ROOT));
            reports.record(
                    say == MachineRate.Say.TELL ? event : event.withFact("more", "only counted for up to a minute"));
        }
    }

    void refused(Peer client, String file, ContentAnswer.Refused refused) {
        counters.get(Result.REFUSED).increment();
        log.atWarn()
                .addKeyValue("client", client)
                .addKeyValue("file", printable(file))
                .addKeyValue("rule", refused.rule())
                .log("tftp.refused");
    }

    void unreadable(Peer client, String file, IOException cause) {
        counters.get(Result.FAILED).increment();
        log.atError()
                .addKeyValue("client", client)
                .addKeyValue("file", file)
                .setCause(cause)
                .log("tftp.unreadable");
    }

    /** A request that is no business of a board's timeline. */
    void turnedAway(Result result, Peer client, String reason) {
        counters.get(result).increment();
        log.atDebug()
                .addKeyValue("client", client)
                .addKeyValue("outcome", result)
                .addKeyValue("reason", reason)
                .log("tftp.turned-away");
    }

    void ended(Session session) {
        Transfer transfer = session.transfer();
        bytes.increment(transfer.bytes());
        retransmissions.increment(transfer.retransmissions());
        switch (transfer.outcome()) {
            case DONE -> {
                record(Result.DONE, "tftp.done", BootEvent.Severity.INFO, session);
                eeprom(session.request().found().reader(), session.request().file());
            }
            case TIMED_OUT -> record(Result.TIMED_OUT, "tftp.failed", BootEvent.Severity.WARNING, session);
            case FAILED, RUNNING -> record(Result.FAILED, "tftp.failed", BootEvent.Severity.WARNING, session);
            case ABORTED -> aborted(session);
        }
    }

    /** A Pi 5 that is to boot its own disk goes on from its EEPROM to a kernel that is missing. */
    private void eeprom(Reader reader, String file) {
        reader.bootId().flatMap(boot -> eeproms.read(reader.mac(), boot, file)).ifPresent(kind -> {
            log.atInfo().addKeyValue("mac", reader.mac()).log(kind);
            reports.record(event(kind, Optional.of(reader), file)
                    .withSeverity(
                            kind.equals("eeprom.refused") ? BootEvent.Severity.WARNING : BootEvent.Severity.INFO));
        });
    }

    /** Before the first block is confirmed it was a probe, and those are counted only. */
    private void aborted(Session session) {
        if (session.transfer().bytes() > 0) {
            record(Result.ABORTED, "tftp.aborted", BootEvent.Severity.INFO, session);
        } else {
            turnedAway(
                    Result.ABORTED,
                    session.request().client(),
                    session.request().file());
        }
    }

    private void record(Result result, String kind, BootEvent.Severity severity, Session session) {
        counters.get(result).increment();
        Answer.Accepted request = session.request();
        Reader reader = request.found().reader();
        log.atLevel(reader.isDeclared() ? Level.INFO : Level.DEBUG)
                .addKeyValue("mac", reader.mac())
                .addKeyValue("file", request.file())
                .addKeyValue("outcome", name(result))
                .addKeyValue("bytes", session.transfer().bytes())
                .addKeyValue("millis", session.millis())
                .log(kind);
        if (!reader.isDeclared()) {
            // A name is easily made up, and must not make a timeline.
            return;
        }
        reports.record(event(kind, Optional.of(reader), request.file())
                .withSeverity(severity)
                .withFact("outcome", name(result))
                .withFact("bytes", session.transfer().bytes())
                .withFact("millis", session.millis())
                .withFact("blockSize", request.options().blockSize())
                .withFact("retransmissions", session.transfer().retransmissions()));
    }

    private BootEvent event(String kind, Optional<Reader> reader, String file) {
        BootEvent event = BootEvent.tftp(kind, clock.instant()).withFact("file", file);
        if (reader.isEmpty()) {
            return event;
        }
        BootEvent ofMachine = event.withMachine(reader.get().mac());
        return reader.get().bootId().map(ofMachine::withBoot).orElse(ofMachine);
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static String name(Result result) {
        return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
