package dev.kindling.simulator.board;

/** A fault put in on purpose, to prove that the checks see it: each of them must make the board fail. */
public enum Mutation {
    NONE,
    /** The DISCOVER carries another board's serial in option 97. */
    WRONG_OPTION_97,
    /** The firmware never asks for the device tree. */
    SKIPPED_REQUEST,
    /** One byte of a written file is flipped on the card before it is compared. */
    FLIPPED_BYTE,
    /** One written file is removed from the card before it is compared. */
    SKIPPED_FILE
}
