package dev.kindling.simulator.board;

/**
 * One moment of a board's walk, for the live line.
 *
 * @param phase where it is
 * @param bytes received over TFTP since this boot began
 * @param text what it is doing now, e.g. a file name; may be empty
 */
public record BoardProgress(Phase phase, long bytes, String text) {}
