package dev.kindling.boots.tftp;

/**
 * How blocks, counted from 1 without end, are numbered in the 16 bits of the wire; block 0 is the confirmation of
 * options. No RFC says what follows 65,535: nearly every client takes 0, a few old ones 1.
 */
enum BlockNumbers {
    ROLL_OVER_TO_0 {
        @Override
        int wire(long block) {
            return (int) (block & 0xFFFF);
        }

        @Override
        long ahead(int wire, long block) {
            return (wire - block) & 0xFFFF;
        }
    },
    ROLL_OVER_TO_1 {
        @Override
        int wire(long block) {
            return block == 0 ? 0 : (int) ((block - 1) % NUMBERS) + 1;
        }

        @Override
        long ahead(int wire, long block) {
            if (block <= 0) {
                return wire - block;
            }
            if (wire == 0) {
                // Never the number of a block of data.
                return Long.MAX_VALUE;
            }
            return Math.floorMod(wire - block, NUMBERS);
        }
    };

    private static final int NUMBERS = 65_535;

    /** The number of a block on the wire. */
    abstract int wire(long block);

    /** How many blocks after this one the next is that has this number on the wire. */
    abstract long ahead(int wire, long block);

    /** @param number 0 or 1 */
    static BlockNumbers rollingOverTo(int number) {
        return number == 0 ? ROLL_OVER_TO_0 : ROLL_OVER_TO_1;
    }
}
