package dev.kindling.agent.disk;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the primary and logical partitions of an MBR, or a GPT (UEFI 2.10 section 5.3), with sectors of 512 bytes. Logical
 * ones have numbers from 5 on, in the order of their chain, as the kernel gives them (block/partitions/msdos.c).
 *
 * @param damage why there may be more logical partitions than were found; the others are sound
 */
record PartitionTable(List<Partition> partitions, Optional<String> damage) {

    private static final int SECTOR = 512;
    private static final int MBR_ENTRIES = 446;
    private static final int PROTECTIVE = 0xee;
    private static final int MOST_GPT_ENTRIES = 256;
    private static final Set<Integer> EXTENDED = Set.of(0x05, 0x0f, 0x85);
    private static final int FIRST_LOGICAL = 5;
    private static final int MOST_LOGICAL = 60;

    /** @param number from 1, as in the device's name */
    record Partition(int number, long offset, long size) {}

    static PartitionTable read(Region disk) throws ActionFailure, IOException {
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.READ)) {
            ByteBuffer mbr = sectors(channel, 0, SECTOR);
            if (mbr.limit() < SECTOR || (mbr.getShort(510) & 0xffff) != 0xaa55) {
                throw new ActionFailure(disk.name() + " has no partition table; write an image with one to it first");
            }
            boolean gpt = (mbr.get(MBR_ENTRIES + 4) & 0xff) == PROTECTIVE;
            return gpt ? new PartitionTable(gpt(channel, disk), Optional.empty()) : mbr(channel, mbr);
        }
    }

    Partition find(int number, Region disk) throws ActionFailure {
        Optional<Partition> found = partitions.stream()
                .filter(candidate -> candidate.number() == number)
                .findFirst();
        if (found.isEmpty() && number >= FIRST_LOGICAL && damage.isPresent()) {
            throw new ActionFailure("the extended partition of " + disk.name() + " has no partition " + number + ": "
                    + damage.get() + "; write the image again");
        }
        return found.orElseThrow(() -> new ActionFailure("the partition table of " + disk.name() + " has no partition "
                + number + ", it has "
                + partitions.stream().map(Partition::number).toList()));
    }

    /** Entry: status 1, CHS 3, type 1, CHS 3, first sector 4, sectors 4; sectors as they stand there. */
    private record Entry(int type, long first, long count) {

        static Entry read(ByteBuffer sector, int n) {
            int at = MBR_ENTRIES + 16 * n;
            return new Entry(
                    sector.get(at + 4) & 0xff,
                    sector.getInt(at + 8) & 0xffff_ffffL,
                    sector.getInt(at + 12) & 0xffff_ffffL);
        }

        boolean used() {
            return type != 0 && count > 0;
        }

        boolean extended() {
            return used() && EXTENDED.contains(type);
        }
    }

    private static PartitionTable mbr(FileChannel channel, ByteBuffer mbr) throws IOException {
        List<Partition> partitions = new ArrayList<>();
        List<Partition> logical = new ArrayList<>();
        Optional<String> damage = Optional.empty();
        for (int n = 0; n < 4; n++) {
            Entry entry = Entry.read(mbr, n);
            if (entry.used()) {
                partitions.add(new Partition(n + 1, entry.first() * SECTOR, entry.count() * SECTOR));
            }
            if (entry.extended()) {
                Optional<String> broken = follow(channel, entry.first(), logical);
                damage = damage.or(() -> broken);
            }
        }
        partitions.addAll(logical);
        return new PartitionTable(partitions, damage);
    }

    /**
     * A chain of tables, each with one partition, counted from that table, and the place of the next table, counted from
     * the beginning of the extended partition. It ends where there is no table, as for the kernel; in a ring no number means anything.
     *
     * @return what is wrong with it
     */
    private static Optional<String> follow(FileChannel channel, long start, List<Partition> found) throws IOException {
        long table = start;
        for (int links = 0; links < MOST_LOGICAL; links++) {
            ByteBuffer sector = sectors(channel, table * SECTOR, SECTOR);
            if (sector.limit() < SECTOR || (sector.getShort(510) & 0xffff) != 0xaa55) {
                return Optional.of("there is no table in sector " + table);
            }
            Entry entry = Entry.read(sector, 0);
            if (entry.used() && !entry.extended()) {
                found.add(new Partition(
                        FIRST_LOGICAL + found.size(), (table + entry.first()) * SECTOR, entry.count() * SECTOR));
            }
            Entry next = Entry.read(sector, 1);
            if (!next.extended()) {
                return Optional.empty();
            }
            table = start + next.first();
        }
        found.clear();
        return Optional.of("it has more than " + MOST_LOGICAL + " tables, or a ring of them");
    }

    /** Header: entries begin at the sector in bytes 72..79, there are as many as 80..83 says, each as long as 84..87 says. */
    private static List<Partition> gpt(FileChannel channel, Region disk) throws ActionFailure, IOException {
        ByteBuffer header = sectors(channel, SECTOR, SECTOR);
        boolean sound = header.limit() == SECTOR
                && StandardCharsets.US_ASCII
                        .decode(header.slice(0, 8))
                        .toString()
                        .equals("EFI PART");
        int count = sound ? header.getInt(80) : 0;
        int length = sound ? header.getInt(84) : 0;
        if (count <= 0 || count > MOST_GPT_ENTRIES || length < 128 || length > 4096) {
            throw new ActionFailure(
                    "the GUID partition table of " + disk.name() + " is damaged; write the image again");
        }
        ByteBuffer entries = sectors(channel, header.getLong(72) * SECTOR, count * length);
        List<Partition> partitions = new ArrayList<>();
        for (int n = 0; (n + 1) * length <= entries.limit(); n++) {
            int entry = n * length;
            boolean used = entries.getLong(entry) != 0 || entries.getLong(entry + 8) != 0;
            long first = entries.getLong(entry + 32);
            long last = entries.getLong(entry + 40);
            if (used && first > 0 && last >= first) {
                partitions.add(new Partition(n + 1, first * SECTOR, (last - first + 1) * SECTOR));
            }
        }
        return partitions;
    }

    private static ByteBuffer sectors(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && position >= 0) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                break;
            }
        }
        return buffer.flip();
    }
}
