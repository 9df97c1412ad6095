package dev.kindling.boots.capture;

import dev.kindling.boots.report.MachineRate;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last packets of each machine's DHCP and TFTP. Whoever makes up MAC addresses pushes out other strangers, never a
 * machine of the inventory: strangers have a small share of their own. Used by the threads of all doors.
 */
public final class PacketKeeper {

    /** Part of the memory that is for machines nobody declared. */
    private static final int STRANGERS_PART = 16;

    static final int MOST_DHCP = 64;

    /** Of one machine: DHCP of all is in one memory, and whoever asks without end must not push the others out of it. */
    static final int DHCP_EACH_MINUTE = 128;

    private final Limits limits;
    private final Inet4Address server;
    private final Predicate<MacAddress> isDeclared;
    private final Clock clock;
    private final Share declared;
    private final Share strangers;
    private final MachineRate rate = new MachineRate(DHCP_EACH_MINUTE);

    /**
     * Memory for packets, in bytes.
     *
     * @param machine of one machine at most
     * @param total of all together; 0: none are kept
     */
    public record Limits(long machine, long total) {

        public Limits {
            if (machine < 0 || total < 0) {
                throw new IllegalArgumentException(
                        "memory for packets is " + machine + " and " + total + " bytes; neither may be below 0");
            }
        }
    }

    /** @param server this service's address, where a socket does not tell the one it used */
    public PacketKeeper(Limits limits, Inet4Address server, Predicate<MacAddress> isDeclared, Clock clock) {
        this.limits = limits;
        this.server = server;
        this.isDeclared = isDeclared;
        this.clock = clock;
        this.declared = new Share(limits.total());
        this.strangers = new Share(limits.total() / STRANGERS_PART);
    }

    /** Keeps nothing. */
    public static PacketKeeper none() {
        return new PacketKeeper(new Limits(0, 0), Inet4Address.ofLiteral("0.0.0.0"), _ -> false, Clock.systemUTC());
    }

    public boolean isOn() {
        return limits.total() > 0 && limits.machine() > 0;
    }

    /** The clock of the packets, nanoseconds since 1970. */
    public long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    /** Stands for this service where a socket listens on every address. */
    public Inet4Address server() {
        return server;
    }

    public void dhcp(MacAddress mac, Datagram datagram) {
        if (isOn() && rate.next(mac, clock.instant()) != MachineRate.Say.COUNT_ONLY) {
            share(mac).dhcp(mac, datagram);
        }
    }

    /** Not a block of data or its acknowledgement: those go to {@link #blocks}. */
    public void tftp(MacAddress mac, Datagram datagram) {
        if (isOn()) {
            share(mac).transfers(mac, transfers -> transfers.tftp(datagram));
        }
    }

    /** Where one transfer's blocks are noted down. */
    public BlockTrail blocks(MacAddress mac) {
        return isOn() ? share(mac).transfers(mac, _ -> {}).blocks() : BlockTrail.NONE;
    }

    /** What is there of the machine, in the order of time. */
    public List<Datagram> all(MacAddress mac) {
        List<Datagram> all = new ArrayList<>(dhcp(mac));
        all.addAll(declared.tftp(mac).or(() -> strangers.tftp(mac)).orElse(List.of()));
        all.sort(Comparator.comparingLong(Datagram::at));
        return all;
    }

    /** Only what DHCP was, in the order of time. */
    public List<Datagram> dhcp(MacAddress mac) {
        List<Datagram> found = declared.dhcp(mac);
        return found.isEmpty() ? strangers.dhcp(mac) : found;
    }

    /** Bytes taken now; about. */
    public long bytes() {
        return declared.bytes() + strangers.bytes();
    }

    private Share share(MacAddress mac) {
        return isDeclared.test(mac) ? declared : strangers;
    }

    private interface Note {
        void in(MachineTransfers transfers);
    }

    /** A part of the memory, half of it for DHCP; of transfers, the machine that was silent for the longest time goes first. */
    private final class Share {

        private final long mostTransfers;
        private final DatagramLog dhcp;
        private final Map<MacAddress, MachineTransfers> machines = new LinkedHashMap<>(16, 0.75f, true);
        private long transferBytes;

        Share(long most) {
            dhcp = new DatagramLog(most / 2);
            mostTransfers = most - most / 2;
        }

        synchronized void dhcp(MacAddress mac, Datagram datagram) {
            dhcp.add(mac, datagram);
        }

        synchronized List<Datagram> dhcp(MacAddress mac) {
            DatagramRing newest = new DatagramRing(MOST_DHCP, limits.machine() / 2);
            dhcp.of(mac).forEach(newest::add);
            return newest.all();
        }

        synchronized MachineTransfers transfers(MacAddress mac, Note note) {
            MachineTransfers transfers = machines.get(mac);
            if (transfers == null) {
                transfers = new MachineTransfers(limits.machine() / 2);
                machines.put(mac, transfers);
                transferBytes += transfers.bytes();
            }
            long before = transfers.bytes();
            note.in(transfers);
            transferBytes += transfers.bytes() - before;
            var eldest = machines.entrySet().iterator();
            while (transferBytes > mostTransfers && eldest.hasNext()) {
                transferBytes -= eldest.next().getValue().bytes();
                eldest.remove();
            }
            return transfers;
        }

        synchronized Optional<List<Datagram>> tftp(MacAddress mac) {
            return Optional.ofNullable(machines.get(mac)).map(transfers -> transfers.all(mac));
        }

        synchronized long bytes() {
            return dhcp.bytes() + transferBytes;
        }
    }
}
