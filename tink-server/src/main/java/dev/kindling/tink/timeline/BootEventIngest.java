package dev.kindling.tink.timeline;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.BoardDiscovered;
import dev.kindling.tink.machine.BootedLocally;
import dev.kindling.tink.machine.LearnedAddresses;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.machine.SeenBoard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes in what boots and hegel have spooled, each event once.
 *
 * <p>A batch is stored in transactions of at most one "boot.local" each, told before anything else is written: whoever listens locks
 * a workflow and then the directory, and {@link Machines#recordSeen} locks the directory, so the other order could deadlock.
 */
@Service
public class BootEventIngest {

    /** The board was given its empty start4.elf and goes on to its own disk. */
    static final String BOOT_LOCAL = "boot.local";

    private static final String BOOT_STARTED = "boot.started";
    private static final String BOOT_ADDRESS = "boot.address";

    static final String DISCOVERED = "machine.discovered";

    private final TimelineStore timeline;
    private final Machines machines;
    private final LearnedAddresses addresses;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    BootEventIngest(
            TimelineStore timeline,
            Machines machines,
            LearnedAddresses addresses,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            TransactionTemplate transactions) {
        this.timeline = timeline;
        this.machines = machines;
        this.addresses = addresses;
        this.events = events;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * An event of a spool.
     *
     * @param sequence ascending within its spool
     * @param board what the packet told of the board
     */
    public record SpooledEvent(long sequence, TimelineEvent event, Optional<SeenBoard> board) {}

    /** Stores what is new, and answers up to which sequence all of it is committed. */
    public long append(String spool, List<SpooledEvent> batch) {
        long acknowledged = transactions.execute(_ -> lock(spool));
        for (List<SpooledEvent> part : parts(batch)) {
            acknowledged = transactions.execute(_ -> store(spool, part));
        }
        return acknowledged;
    }

    /** Cut after each boot.local. */
    private static List<List<SpooledEvent>> parts(List<SpooledEvent> batch) {
        List<List<SpooledEvent>> parts = new ArrayList<>();
        List<SpooledEvent> part = new ArrayList<>();
        for (SpooledEvent event : batch) {
            part.add(event);
            if (isLocalBoot(event)) {
                parts.add(part);
                part = new ArrayList<>();
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private long store(String spool, List<SpooledEvent> part) {
        long acknowledged = lock(spool);
        List<SpooledEvent> fresh =
                part.stream().filter(event -> event.sequence() > acknowledged).toList();
        if (fresh.isEmpty()) {
            return acknowledged;
        }
        fresh.stream().filter(BootEventIngest::isLocalBoot).forEach(this::tellLocalBoot);
        List<TimelineEvent> all = new ArrayList<>(noteSeen(fresh));
        fresh.forEach(event -> all.add(event.event()));
        fresh.forEach(this::noteAddress);
        fresh.stream().filter(event -> event.event().kind().equals(DISCOVERED)).forEach(this::tellDiscovered);
        timeline.recordAll(all);
        return acknowledge(spool, fresh.getLast().sequence());
    }

    private void tellLocalBoot(SpooledEvent event) {
        event.event()
                .mac()
                .ifPresent(mac ->
                        events.publishEvent(new BootedLocally(mac, event.event().at())));
    }

    /** Behind another DHCP server boots learns a board's address, and tells it boot by boot. */
    private void noteAddress(SpooledEvent spooled) {
        TimelineEvent event = spooled.event();
        if (event.mac().isEmpty()) {
            return;
        }
        if (event.kind().equals(BOOT_STARTED)) {
            addresses.forget(event.mac().get());
        }
        if (event.kind().equals(BOOT_ADDRESS) && event.bootId().isPresent()) {
            String address = event.facts().getOrDefault("address", "");
            addresses.learn(event.mac().get(), event.bootId().get(), address, event.at());
        }
    }

    private void tellDiscovered(SpooledEvent spooled) {
        TimelineEvent event = spooled.event();
        String model = spooled.board().map(SeenBoard::model).orElse("");
        event.mac().ifPresent(mac -> events.publishEvent(new BoardDiscovered(mac, model, event.facts())));
    }

    /** Each machine once, and what is to be said of those that were never seen before. */
    private List<TimelineEvent> noteSeen(List<SpooledEvent> fresh) {
        Map<MacAddress, Instant> seen = new TreeMap<>();
        Map<MacAddress, SeenBoard> boards = new TreeMap<>();
        for (SpooledEvent event : fresh) {
            event.event().mac().ifPresent(mac -> {
                seen.merge(mac, event.event().at(), (a, b) -> a.isAfter(b) ? a : b);
                event.board().ifPresent(board -> boards.put(mac, board));
            });
        }
        List<TimelineEvent> discovered = new ArrayList<>();
        seen.forEach((mac, at) -> {
            boolean isNew = machines.recordSeen(mac, at, Optional.ofNullable(boards.get(mac)));
            if (isNew && !isToldOf(mac, fresh)) {
                discovered.add(discovered(mac, at, boards.get(mac)));
            }
        });
        return discovered;
    }

    /** boots tells of boards it does not know; a machine that hegel saw first has no such event. */
    private static boolean isToldOf(MacAddress mac, List<SpooledEvent> fresh) {
        return fresh.stream()
                .map(SpooledEvent::event)
                .anyMatch(
                        event -> event.kind().equals(DISCOVERED) && event.mac().equals(Optional.of(mac)));
    }

    private static TimelineEvent discovered(MacAddress mac, Instant at, SeenBoard board) {
        Map<String, String> facts = board == null ? Map.of() : Map.of("model", board.model(), "serial", board.serial());
        return new TimelineEvent(
                Optional.of(mac),
                at,
                TimelineEvent.Source.DHCP,
                DISCOVERED,
                TimelineEvent.Severity.INFO,
                facts,
                Optional.empty(),
                Optional.empty());
    }

    private static boolean isLocalBoot(SpooledEvent event) {
        return event.event().kind().equals(BOOT_LOCAL);
    }

    /** Two calls for one spool take turns. */
    private long lock(String spool) {
        jdbc.sql(
                        "insert into event_spool (spool, acknowledged, updated_at) values (:spool, 0, now()) on conflict do nothing")
                .param("spool", spool)
                .update();
        return jdbc.sql("select acknowledged from event_spool where spool = :spool for update")
                .param("spool", spool)
                .query(Long.class)
                .single();
    }

    private long acknowledge(String spool, long sequence) {
        jdbc.sql("update event_spool set acknowledged = :sequence, updated_at = now() where spool = :spool")
                .param("sequence", sequence)
                .param("spool", spool)
                .update();
        return sequence;
    }
}
