package dev.kindling.boots.report;

/** Where the doors of boots put what they saw. */
public interface BootReports {

    /**
     * Records one event. When this returns, the event survives the death of this process (a power cut may lose the
     * last second), so a caller records first and answers the machine after. Never waits for the network and never
     * throws: an event that does not fit is dropped, counted and logged.
     */
    void record(BootEvent event);
}
