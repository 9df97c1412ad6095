package dev.kindling.boots.dhcp;

import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.netboot.BootRequest;
import dev.kindling.boots.netboot.DhcpMode;
import dev.kindling.boots.netboot.IgnoreReason;
import dev.kindling.boots.netboot.RaspberryPi;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.boots.report.MachineRate;
import dev.kindling.boots.report.SeenBoard;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;

/** What the timeline is told of an exchange. Used by the receive loops of every link. */
@Component
final class DhcpEvents {

    /** An unknown board asks every few seconds for ever; once in a while is enough. */
    static final Duration DISCOVERED_AGAIN = Duration.ofMinutes(10);

    static final Duration OTHER_SERVER_AGAIN = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(DhcpEvents.class);
    private static final int MOST_DISCOVERED = 4_096;
    private static final int MOST_OTHERS = 64;

    /** Whoever makes up MAC addresses must not fill the timeline. */
    static final int DISCOVERED_EACH_MINUTE = 60;

    /** A board asks a handful of times in a boot; one that goes on and on is a fault, and its first questions tell it. */
    static final int TOLD_EACH_MINUTE = 48;

    /** A running system asks once in hours; eight questions with their answers tell of one that cannot get what it wants. */
    static final int SYSTEM_TOLD_EACH_MINUTE = 16;

    static final int WARNED_EACH_MINUTE = 12;

    private final BootReports reports;
    private final Clock clock;
    /** Of each in its own right: what the firmware says without end must not hide the system's questions, nor either a refusal. */
    private final MachineRate firmware = new MachineRate(TOLD_EACH_MINUTE);

    private final MachineRate system = new MachineRate(SYSTEM_TOLD_EACH_MINUTE);
    private final MachineRate ignored = new MachineRate(TOLD_EACH_MINUTE);
    private final MachineRate warnings = new MachineRate(WARNED_EACH_MINUTE);
    private final Map<MacAddress, Sighting> discovered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MacAddress, Sighting> eldest) {
            return size() > MOST_DISCOVERED;
        }
    };

    private final Map<MacAddress, Told> others = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MacAddress, Told> eldest) {
            return size() > MOST_OTHERS;
        }
    };

    private Instant minuteEnds = Instant.MIN;
    private int discoveredThisMinute;

    DhcpEvents(BootReports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /** A machine of the inventory asked. */
    void asked(BootRequest request, Optional<Boot> boot) {
        tell(rate(request), request, () -> {
            BootEvent event = event("dhcp." + text(request.type().orElseThrow()), request, boot);
            boolean tells = request.isFirmware() && request.type().orElseThrow() == MessageType.DISCOVER;
            return tells ? event.withBoard(seen(request)) : event;
        });
    }

    /** It is answered. */
    void answered(BootRequest request, DhcpPacket reply, Optional<Boot> boot) {
        MessageType type = reply.type().orElseThrow();
        tell(type == MessageType.NAK ? warnings : rate(request), request, () -> {
            BootEvent event = event("dhcp." + text(type), request, boot)
                    .withFact("address", reply.yiaddr().getHostAddress());
            return type == MessageType.NAK ? event.withSeverity(BootEvent.Severity.WARNING) : event;
        });
    }

    /** By a PC's exchange, which is told of no file and needs no more to go on, or by that of the disk's own system. */
    void goesToDisk(BootRequest request, Boot boot) {
        reports.record(event("boot.local", request, Optional.of(boot)));
    }

    /**
     * A machine of the inventory is not answered.
     *
     * @param address its reserved one, told where somebody else uses it
     */
    void ignored(BootRequest request, IgnoreReason reason, Optional<Boot> boot, Optional<Inet4Address> address) {
        tell(reason == IgnoreReason.DECLINED ? warnings : ignored, request, () -> {
            BootEvent event = event("dhcp.ignored", request, boot).withFact("reason", reason.text());
            if (address.isPresent() && reason.isAboutItsAddress()) {
                event = event.withFact("address", address.get().getHostAddress());
            }
            return reason == IgnoreReason.DECLINED ? event.withSeverity(BootEvent.Severity.ALARM) : event;
        });
    }

    private MachineRate rate(BootRequest request) {
        return request.isFirmware() ? firmware : system;
    }

    private void tell(MachineRate rate, BootRequest request, Supplier<BootEvent> event) {
        switch (rate.next(request.mac().orElseThrow(), clock.instant())) {
            case TELL -> reports.record(event.get());
            case TELL_AS_LAST -> reports.record(event.get().withFact("more", "only counted for up to a minute"));
            case COUNT_ONLY -> {}
        }
    }

    /** A machine that is not in the inventory asked. */
    synchronized void unknown(BootRequest request) {
        MacAddress mac = request.mac().orElseThrow();
        if (request.packet().options().text(OptionCode.VENDOR_CLASS).equals(Optional.of(SegmentWatch.NAME))) {
            // The look-out of another Kindling.
            return;
        }
        Sighting fresh = Sighting.of(request, clock.instant());
        Sighting last = discovered.get(mac);
        if ((last == null || fresh.isWorthTelling(last)) && isWithinRate(fresh.at())) {
            discovered.put(mac, fresh);
            reports.record(
                    event("machine.discovered", request, Optional.empty()).withBoard(seen(request)));
        }
    }

    /** Another DHCP server was heard; it is told again once in a while, and when what it says changes. */
    synchronized void otherServer(OtherServer server, String networkInterface, DhcpMode mode) {
        Instant now = clock.instant();
        Told before = others.get(server.mac());
        boolean expected = mode.isProxy() && server.leases();
        if (before != null
                && before.says(server, mode)
                && now.isBefore(before.at().plus(OTHER_SERVER_AGAIN))) {
            return;
        }
        others.put(server.mac(), new Told(now, server, mode));
        log.atLevel(expected ? Level.INFO : Level.WARN)
                .addKeyValue("interface", networkInterface)
                .addKeyValue("address", server.address().getHostAddress())
                .addKeyValue("mac", server.mac())
                .addKeyValue("offers", text(server.offered()))
                .addKeyValue("router", text(server.router()))
                .addKeyValue("bootServer", text(server.bootServer()))
                .log("dhcp.other-server");
        reports.record(BootEvent.dhcp("dhcp.other-server", now)
                .withSeverity(expected ? BootEvent.Severity.INFO : BootEvent.Severity.WARNING)
                .withFact("interface", networkInterface)
                .withFact("address", server.address().getHostAddress())
                .withFact("mac", server.mac())
                .withFact("offers", text(server.offered()))
                .withFact("router", text(server.router()))
                .withFact("bootServer", text(server.bootServer())));
    }

    /** The mode of a link was looked for and found. */
    void modeFound(DhcpMode mode, String networkInterface, String reason) {
        reports.record(BootEvent.dhcp("dhcp.mode", clock.instant())
                .withFact("interface", networkInterface)
                .withFact("mode", mode.text())
                .withFact("reason", reason));
    }

    private static String text(Optional<Inet4Address> address) {
        return address.map(Inet4Address::getHostAddress).orElse("");
    }

    /** What was last said of a server; the address it gives out differs from client to client. */
    private record Told(Instant at, OtherServer server, DhcpMode mode) {

        boolean says(OtherServer other, DhcpMode now) {
            return server.address().equals(other.address())
                    && server.bootServer().equals(other.bootServer())
                    && server.leases() == other.leases()
                    && mode == now;
        }
    }

    /**
     * What was last said of a machine that is not in the inventory.
     *
     * @param tells 2: option 97 says which board it is; 1: a firmware asks; 0: a system asks, of which nothing is known
     */
    private record Sighting(Instant at, int tells) {

        static Sighting of(BootRequest request, Instant now) {
            int firmware = request.isFirmware() ? 1 : 0;
            return new Sighting(now, request.board().isPresent() ? 2 : firmware);
        }

        /** A rule that enlists boards matches what a firmware says, which the board's system may have gone before. */
        boolean isWorthTelling(Sighting last) {
            return tells > last.tells || !at.isBefore(last.at.plus(DISCOVERED_AGAIN));
        }
    }

    private boolean isWithinRate(Instant now) {
        if (!now.isBefore(minuteEnds)) {
            minuteEnds = now.plus(Duration.ofMinutes(1));
            discoveredThisMinute = 0;
        }
        discoveredThisMinute++;
        return discoveredThisMinute <= DISCOVERED_EACH_MINUTE;
    }

    private BootEvent event(String kind, BootRequest request, Optional<Boot> boot) {
        BootEvent event = BootEvent.dhcp(kind, clock.instant())
                .withMachine(request.mac().orElseThrow())
                .withFact("client", text(request.kind()))
                .withFact(
                        "xid", HexFormat.of().toHexDigits((int) request.packet().xid()));
        if (request.serverId().isPresent()) {
            event = event.withFact("server", request.serverId().get().getHostAddress());
        }
        if (request.packet().isRelayed()) {
            event = event.withFact("relay", request.packet().giaddr().getHostAddress());
        }
        return boot.isPresent() ? event.withBoot(boot.get().id()) : event;
    }

    private static SeenBoard seen(BootRequest request) {
        RaspberryPi board = request.board().orElse(new RaspberryPi("", "", ""));
        String architecture = request.packet()
                .options()
                .get(OptionCode.CLIENT_ARCHITECTURE)
                .filter(value -> value.length() >= 2)
                .map(value -> Integer.toString(value.u16(0)))
                .orElse("");
        String vendorClass =
                request.packet().options().text(OptionCode.VENDOR_CLASS).orElse("");
        return new SeenBoard(board.model(), board.revision(), board.serial(), architecture, printable(vendorClass));
    }

    /** What a stranger sends is shown to people. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
