package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.Bytes;
import java.util.Map;
import java.util.Optional;

/**
 * What the boot ROM of a Raspberry Pi says of the board in DHCP option 97.
 *
 * <pre>
 * 0   type 0
 * 1   "RPi4" or "RPi5", or the four letters backwards
 * 5   revision code, 32 bits
 * 9   last four bytes of the MAC address
 * 13  low 32 bits of the serial
 * </pre>
 *
 * Numbers are little endian on every board seen; boards that write the letters backwards may write them the other way
 * round, so the order is taken from the revision code, which has a recognisable shape. Firmware before 2020-03 repeats
 * the serial four times in place of all this.
 *
 * @param model "4B", "400", "CM4", "5", ...; empty when the revision code does not tell
 * @param revision six lower-case hex digits; empty when unknown
 * @param serial eight lower-case hex digits: the TFTP prefix of the board
 */
public record RaspberryPi(String model, String revision, String serial) {

    private static final int LENGTH = 17;

    /** raspberrypi/documentation, revision-codes.adoc: bits 4 to 11 of a new-style code. */
    private static final Map<Integer, String> MODELS = Map.ofEntries(
            Map.entry(0x04, "2B"),
            Map.entry(0x08, "3B"),
            Map.entry(0x0a, "CM3"),
            Map.entry(0x0d, "3B+"),
            Map.entry(0x0e, "3A+"),
            Map.entry(0x10, "CM3+"),
            Map.entry(0x11, "4B"),
            Map.entry(0x12, "Zero 2 W"),
            Map.entry(0x13, "400"),
            Map.entry(0x14, "CM4"),
            Map.entry(0x15, "CM4S"),
            Map.entry(0x17, "5"),
            Map.entry(0x18, "CM5"),
            Map.entry(0x19, "500"),
            Map.entry(0x1a, "CM5 Lite"));

    /** @param machineId the value of option 97; anything that is no board's gives empty */
    public static Optional<RaspberryPi> from(Bytes machineId) {
        if (machineId.length() != LENGTH || machineId.u8(0) != 0) {
            return Optional.empty();
        }
        String letters = machineId.slice(1, 4).ascii();
        if (letters.matches("RPi[45]") || letters.matches("[45]iPR")) {
            return Optional.of(described(machineId));
        }
        return oldFirmware(machineId);
    }

    private static RaspberryPi described(Bytes machineId) {
        boolean bigEndian = !isRevision(machineId.u32LittleEndian(5)) && isRevision(machineId.u32(5));
        long code = bigEndian ? machineId.u32(5) : machineId.u32LittleEndian(5);
        long serial = bigEndian ? machineId.u32(13) : machineId.u32LittleEndian(13);
        if (!isRevision(code)) {
            return new RaspberryPi("", "", hex8(serial));
        }
        String model = MODELS.getOrDefault((int) (code >> 4 & 0xff), "");
        return new RaspberryPi(model, String.format("%06x", code & 0xffffff), hex8(serial));
    }

    /** New-style flag set, memory, maker and processor in range, and none of the unused bits. */
    private static boolean isRevision(long code) {
        return (code & 1L << 23) != 0
                && (code & 0x1c000000L) == 0
                && (code >> 12 & 0xf) <= 4
                && (code >> 16 & 0xf) <= 6;
    }

    private static Optional<RaspberryPi> oldFirmware(Bytes machineId) {
        Bytes first = machineId.slice(1, 4);
        boolean same = first.equals(machineId.slice(5, 4))
                && first.equals(machineId.slice(9, 4))
                && first.equals(machineId.slice(13, 4));
        boolean blank = first.isZero() || first.equals(Bytes.ofHex("ffffffff"));
        return same && !blank
                ? Optional.of(new RaspberryPi("", "", hex8(machineId.u32LittleEndian(1))))
                : Optional.empty();
    }

    private static String hex8(long value) {
        return String.format("%08x", value);
    }
}
