package dev.kindling.simulator.walk;

import java.time.Duration;
import java.util.List;

/**
 * What is to be said about a board's walk so far.
 *
 * @param problems findings, each a sentence
 * @param lastFailure why the last boot failed, empty if it did not
 * @param address the address it has or had, empty if none
 * @param boots passes through the boot loader
 * @param bytes received over TFTP in all of them
 * @param toKernel from power-on to the first kernel, zero if never
 * @param toReset from power-on to the last reset by the agent, zero if never
 * @param total from power-on until now or the end
 */
public record BoardReport(
        List<String> problems,
        String lastFailure,
        String address,
        int boots,
        long bytes,
        Duration toKernel,
        Duration toReset,
        Duration total) {}
