package dev.kindling.simulator.board;

/** The boot loader's age, as far as the wire shows it. */
public enum EepromRelease {
    /** Before October 2022: TFTP blocks of 1024 bytes in the boot loader's own stage. */
    EEPROM_2020(1024),
    /** Since 2022-10-03: blocks of 1468 bytes. */
    EEPROM_2022(1468);

    private final int blockSize;

    EepromRelease(int blockSize) {
        this.blockSize = blockSize;
    }

    /** The blksize it asks for, in bytes. */
    public int blockSize() {
        return blockSize;
    }
}
