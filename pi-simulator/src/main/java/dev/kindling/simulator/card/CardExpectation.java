package dev.kindling.simulator.card;

import java.util.HexFormat;
import java.util.List;

/**
 * What a card must hold at the end, read from the sample's {@code expected/} and from nowhere else.
 *
 * @param partitions the whole partition table
 * @param payload files that came with the image, by SHA-256
 * @param written files that the workflow wrote, byte for byte
 */
public record CardExpectation(List<Partition> partitions, List<PayloadFile> payload, List<WrittenFile> written) {

    public CardExpectation {
        partitions = List.copyOf(partitions);
        payload = List.copyOf(payload);
        written = List.copyOf(written);
    }

    /**
     * One entry of the partition table.
     *
     * @param number 1 to 4
     * @param type partition type byte: 0x0c is FAT32 (LBA), 0x83 is Linux
     * @param firstSector in sectors of 512 bytes
     * @param sectors length in sectors of 512 bytes
     */
    public record Partition(int number, int type, long firstSector, long sectors) {

        /** Where it begins on the card, in bytes. */
        public long offset() {
            return firstSector * 512;
        }
    }

    /**
     * A file of the image.
     *
     * @param partition number of its partition
     * @param path absolute, within the partition
     * @param sha256 64 lower-case hex digits
     */
    public record PayloadFile(int partition, String path, String sha256) {}

    /**
     * A file that the workflow wrote.
     *
     * @param partition number of its partition
     * @param path absolute, within the partition
     * @param contents its bytes
     */
    public record WrittenFile(int partition, String path, byte[] contents) {

        public WrittenFile {
            contents = contents.clone();
        }

        @Override
        public byte[] contents() {
            return contents.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof WrittenFile that && toString().equals(that.toString());
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }

        @Override
        public String toString() {
            return partition + ":" + path + " " + HexFormat.of().formatHex(contents);
        }
    }
}
