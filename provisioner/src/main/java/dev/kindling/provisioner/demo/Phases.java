package dev.kindling.provisioner.demo;

import dev.kindling.simulator.board.Phase;

/** The phases of a board's walk in words. */
final class Phases {

    private Phases() {}

    static String text(Phase phase) {
        return switch (phase) {
            case OFF -> "off";
            case DHCP -> "asks for an address";
            case TFTP -> "fetches its boot files";
            case KERNEL -> "kernel starts";
            case AGENT -> "agent works";
            case REBOOT -> "reboots";
            case LOCAL_BOOT -> "boots its own disk";
            case DONE -> "done";
            case FAILED -> "failed";
        };
    }
}
