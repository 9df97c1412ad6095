package dev.kindling.simulator.card;

import dev.kindling.simulator.card.CardExpectation.Partition;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The master boot record, read and written; extended partitions and GPT are not known here.
 *
 * <pre>
 * 446 + 16 n: status, CHS first (3), type, CHS last (3), first sector LE32, sectors LE32     510: 55 aa
 * </pre>
 */
public final class PartitionTable {

    private static final int SECTOR = 512;
    private static final int FIRST_ENTRY = 446;
    private static final int ENTRY = 16;
    private static final int ENTRIES = 4;
    private static final int SIGNATURE_AT = 510;
    private static final short SIGNATURE = (short) 0xaa55;

    /** A CHS value that says "use the sector numbers". */
    private static final byte[] NO_CHS = {(byte) 0xfe, (byte) 0xff, (byte) 0xff};

    private PartitionTable() {}

    /** The entries in use; empty if there is no boot record. */
    public static List<Partition> read(Path card) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(card)) {
            while (sector.hasRemaining()) {
                if (channel.read(sector) < 0) {
                    throw new EOFException(card + " is shorter than a sector");
                }
            }
        }
        List<Partition> partitions = new ArrayList<>();
        if (sector.getShort(SIGNATURE_AT) != SIGNATURE) {
            return partitions;
        }
        for (int number = 1; number <= ENTRIES; number++) {
            int at = FIRST_ENTRY + ENTRY * (number - 1);
            int type = sector.get(at + 4) & 0xff;
            if (type != 0) {
                partitions.add(new Partition(
                        number,
                        type,
                        Integer.toUnsignedLong(sector.getInt(at + 8)),
                        Integer.toUnsignedLong(sector.getInt(at + 12))));
            }
        }
        return partitions;
    }

    /** The first sector of a disk with these partitions. */
    public static byte[] bytes(List<Partition> partitions, int diskId) {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        sector.putInt(FIRST_ENTRY - 6, diskId);
        for (Partition partition : partitions) {
            sector.position(FIRST_ENTRY + ENTRY * (partition.number() - 1));
            sector.put((byte) 0).put(NO_CHS).put((byte) partition.type()).put(NO_CHS);
            sector.putInt((int) partition.firstSector()).putInt((int) partition.sectors());
        }
        sector.putShort(SIGNATURE_AT, SIGNATURE);
        return sector.array();
    }
}
