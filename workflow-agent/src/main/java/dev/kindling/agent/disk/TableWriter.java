package dev.kindling.agent.disk;

import dev.kindling.agent.disk.TableLayout.Placed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Writes a GPT (UEFI 2.10 section 5.3) with its protective MBR and its copy at the disk's end, or an MBR.
 *
 * @param identities where the disk's and the partitions' GUIDs come from
 */
public record TableWriter(Supplier<UUID> identities) {

    private static final int SECTOR = TableLayout.SECTOR;
    private static final int ENTRIES = 128;
    private static final int ENTRY = 128;
    private static final int TABLE_SECTORS = ENTRIES * ENTRY / SECTOR;

    public void gpt(Region disk, TableLayout layout) throws IOException {
        long last = disk.size() / SECTOR - 1;
        ByteBuffer table = little(ENTRIES * ENTRY);
        for (Placed partition : layout.partitions()) {
            entry(table, partition);
        }
        UUID identity = identities.get();
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.WRITE)) {
            // The copy first: whenever the power goes, one of the two is whole.
            put(channel, table, (last - TABLE_SECTORS) * SECTOR);
            put(channel, header(table, identity, last, 1, last - TABLE_SECTORS, last), last * SECTOR);
            channel.force(true);
            put(channel, protective(last), 0);
            put(channel, table, 2L * SECTOR);
            put(channel, header(table, identity, 1, last, 2, last), SECTOR);
            channel.force(true);
        }
    }

    private void entry(ByteBuffer table, Placed partition) {
        int at = (partition.number() - 1) * ENTRY;
        guid(table, at, partition.use().guid);
        guid(table, at + 16, identities.get());
        table.putLong(at + 32, partition.first());
        table.putLong(at + 40, partition.last());
        // Legacy BIOS bootable is bit 2 (table 5.8).
        table.putLong(at + 48, partition.use() == TableLayout.Use.FAT32_ACTIVE ? 4 : 0);
        byte[] name = partition.label().getBytes(StandardCharsets.UTF_16LE);
        table.put(at + 56, name, 0, Math.min(72, name.length));
    }

    /** The first three fields of a GUID are little-endian. */
    private static void guid(ByteBuffer buffer, int at, UUID guid) {
        long high = guid.getMostSignificantBits();
        buffer.putInt(at, (int) (high >>> 32));
        buffer.putShort(at + 4, (short) (high >>> 16));
        buffer.putShort(at + 6, (short) high);
        long low = Long.reverseBytes(guid.getLeastSignificantBits());
        buffer.putLong(at + 8, low);
    }

    private static ByteBuffer header(
            ByteBuffer table, UUID identity, long here, long other, long entries, long lastSector) {
        ByteBuffer header = little(SECTOR);
        header.put(0, "EFI PART".getBytes(StandardCharsets.US_ASCII));
        header.putInt(8, 0x00010000).putInt(12, 92);
        header.putLong(24, here).putLong(32, other);
        header.putLong(40, 2 + TABLE_SECTORS).putLong(48, lastSector - TABLE_SECTORS - 1);
        guid(header, 56, identity);
        header.putLong(72, entries).putInt(80, ENTRIES).putInt(84, ENTRY);
        header.putInt(88, crc(table, ENTRIES * ENTRY));
        header.putInt(16, crc(header, 92));
        return header;
    }

    private static int crc(ByteBuffer buffer, int length) {
        CRC32 crc = new CRC32();
        crc.update(buffer.array(), 0, length);
        return (int) crc.getValue();
    }

    private static ByteBuffer protective(long last) {
        ByteBuffer mbr = little(SECTOR);
        mbr.put(450, (byte) 0xee).putInt(454, 1).putInt(458, (int) Math.min(last, 0xffff_ffffL));
        return mbr.putShort(510, (short) 0xaa55);
    }

    /** The boot code that may be there stays. */
    public void mbr(Region disk, TableLayout layout) throws IOException {
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mbr = little(SECTOR);
            channel.read(mbr, 0);
            for (int n = 440; n < SECTOR; n++) {
                mbr.put(n, (byte) 0);
            }
            mbr.putInt(440, (int) identities.get().getLeastSignificantBits());
            for (Placed partition : layout.partitions()) {
                int at = 446 + 16 * (partition.number() - 1);
                mbr.put(at, (byte) (partition.use() == TableLayout.Use.FAT32_ACTIVE ? 0x80 : 0));
                mbr.put(at + 4, (byte) partition.use().type);
                mbr.putInt(at + 8, (int) partition.first());
                mbr.putInt(at + 12, (int) (partition.last() - partition.first() + 1));
            }
            mbr.putShort(510, (short) 0xaa55);
            put(channel, mbr, 0);
            channel.force(true);
        }
    }

    private static void put(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        ByteBuffer all = bytes.duplicate().clear();
        while (all.hasRemaining()) {
            channel.write(all, position + all.position());
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
