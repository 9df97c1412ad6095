package dev.kindling.agent;

/** Why the loop of one machine ended. It ends for nothing else. */
sealed interface LoopEnd {

    /** The machine goes down; what comes next begins with its firmware. */
    record Rebooted(String why) implements LoopEnd {}

    /** The server refuses this boot, and another boot will not help. */
    record Refused(String why) implements LoopEnd {}
}
