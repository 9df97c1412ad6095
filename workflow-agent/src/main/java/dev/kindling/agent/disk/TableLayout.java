package dev.kindling.agent.disk;

import dev.kindling.agent.runtime.ActionFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Where partitions lie: the first at 1 MiB, each where the one before it ends, all of them whole mebibytes, so that there
 * are no holes and every one is aligned.
 */
public record TableLayout(List<Placed> partitions) {

    static final int SECTOR = 512;
    private static final long UNIT = (1 << 20) / SECTOR;
    /** A GPT's second copy at the end of the disk: 32 sectors of entries and a header. */
    private static final long BACKUP = 33;

    private static final long MOST_OF_MBR = 0xffff_ffffL;

    /** What a partition is for. */
    public enum Use {
        LINUX("0FC63DAF-8483-4772-8E79-3D69D8477DE4", 0x83),
        SWAP("0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", 0x82),
        BIOS("21686148-6449-6E6F-744E-656564454649", 0xef),
        FAT32("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", 0x0c),
        FAT32_ACTIVE("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", 0x0c);

        final java.util.UUID guid;
        final int type;

        Use(String guid, int type) {
            this.guid = java.util.UUID.fromString(guid);
            this.type = type;
        }

        /** What a label means; any other is for Linux. */
        public static Use of(String label) {
            for (Use use : values()) {
                if (use.name().equalsIgnoreCase(label)) {
                    return use;
                }
            }
            return label.equalsIgnoreCase("EFI") || label.equalsIgnoreCase("ESP") ? FAT32 : LINUX;
        }
    }

    /** @param sectors 0: all that is left */
    public record Wanted(int number, String label, Use use, long sectors) {}

    /** A partition from its first to its last sector. */
    public record Placed(int number, String label, Use use, long first, long last) {}

    /** @param sectors of the disk */
    public static TableLayout of(List<Wanted> wanted, long sectors, int mostPartitions) throws ActionFailure {
        List<Placed> placed = new ArrayList<>();
        long end = (sectors - BACKUP) / UNIT * UNIT;
        long next = UNIT;
        for (Wanted each : wanted) {
            check(each, placed, mostPartitions);
            long size = each.sectors() == 0 ? end - next : (each.sectors() + UNIT - 1) / UNIT * UNIT;
            if (size <= 0 || next + size > end) {
                throw new ActionFailure("partition " + each.number() + " (" + each.label() + ") of " + size
                        + " sectors does not fit: the disk has room for " + Math.max(0, end - next)
                        + " more; make it smaller, or 0 for the rest of the disk");
            }
            placed.add(new Placed(each.number(), each.label(), each.use(), next, next + size - 1));
            next += size;
        }
        return new TableLayout(placed);
    }

    /** An MBR counts sectors with 32 bits, and so ends at 2 TiB. */
    public void mustFitMbr(String disk) throws ActionFailure {
        for (Placed each : partitions) {
            if (each.last() > MOST_OF_MBR) {
                throw new ActionFailure("partition " + each.number() + " (" + each.label() + ") of " + disk
                        + " would end at sector " + each.last() + ", and an MBR reaches to " + MOST_OF_MBR
                        + " (2 TiB): use a GPT (without MBR=true), or give it a size that ends before");
            }
        }
    }

    private static void check(Wanted each, List<Placed> placed, int most) throws ActionFailure {
        boolean taken = placed.stream().anyMatch(other -> other.number() == each.number());
        if (each.number() < 1 || each.number() > most || taken || each.sectors() < 0) {
            throw new ActionFailure("partition number " + each.number() + " with " + each.sectors()
                    + " sectors is not possible: numbers are 1 to " + most + ", each once, and sizes not negative");
        }
    }
}
