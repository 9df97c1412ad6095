package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Clock;
import java.time.Instant;
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

    private final Limits limits;
    private final Inet4Address server;
    private final Predicate<MacAddress> isDeclared;
    private final Clock clock;
    private final Share declared;
    private final Share strangers;

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
        if (isOn()) {
            share(mac).add(mac, packets -> packets.dhcp(datagram));
        }
    }

    /** Not a block of data or its acknowledgement: those go to {@link #blocks}. */
    public void tftp(MacAddress mac, Datagram datagram) {
        if (isOn()) {
            share(mac).add(mac, packets -> packets.tftp(datagram));
        }
    }

    /** Where one transfer's blocks are noted down. */
    public BlockTrail blocks(MacAddress mac) {
        return isOn() ? share(mac).add(mac, _ -> {}).blocks() : BlockTrail.NONE;
    }

    /** What is there of the machine, in the order of time. */
    public List<Datagram> all(MacAddress mac) {
        Optional<List<Datagram>> found = declared.find(mac, packets -> packets.all(server, mac));
        return found.or(() -> strangers.find(mac, packets -> packets.all(server, mac)))
                .orElse(List.of());
    }

    /** Only what DHCP was, in the order of time. */
    public List<Datagram> dhcp(MacAddress mac) {
        return declared.find(mac, MachinePackets::dhcp)
                .or(() -> strangers.find(mac, MachinePackets::dhcp))
                .orElse(List.of());
    }

    /** Bytes taken now; about. */
    public long bytes() {
        return declared.bytes() + strangers.bytes();
    }

    private Share share(MacAddress mac) {
        return isDeclared.test(mac) ? declared : strangers;
    }

    private interface Look<T> {
        T at(MachinePackets packets);
    }

    private interface Note {
        void in(MachinePackets packets);
    }

    /** A part of the memory; the machine that was silent for the longest time goes first. */
    private final class Share {

        private final long most;
        private final Map<MacAddress, MachinePackets> machines = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;

        Share(long most) {
            this.most = most;
        }

        synchronized MachinePackets add(MacAddress mac, Note note) {
            MachinePackets packets = machines.get(mac);
            if (packets == null) {
                packets = new MachinePackets(limits.machine());
                machines.put(mac, packets);
                bytes += packets.bytes();
            }
            long before = packets.bytes();
            note.in(packets);
            bytes += packets.bytes() - before;
            var eldest = machines.entrySet().iterator();
            while (bytes > most && eldest.hasNext()) {
                bytes -= eldest.next().getValue().bytes();
                eldest.remove();
            }
            return packets;
        }

        synchronized <T> Optional<T> find(MacAddress mac, Look<T> look) {
            return Optional.ofNullable(machines.get(mac)).map(look::at);
        }

        synchronized long bytes() {
            return bytes;
        }
    }
}
