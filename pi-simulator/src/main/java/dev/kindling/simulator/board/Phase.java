package dev.kindling.simulator.board;

/** Where a board is on its walk. */
public enum Phase {
    /** Nothing has power. */
    OFF,
    /** The boot loader asks for an address. */
    DHCP,
    /** Boot loader and firmware fetch files. */
    TFTP,
    /** The kernel runs and asks for its own address. */
    KERNEL,
    /** The agent runs. */
    AGENT,
    /** The agent has pulled the reboot trigger. */
    REBOOT,
    /** The server said "boot your own disk"; the card is being compared. */
    LOCAL_BOOT,
    /** Local boot and the right card. */
    DONE,
    /** It will not get any further; the result says why. */
    FAILED
}
