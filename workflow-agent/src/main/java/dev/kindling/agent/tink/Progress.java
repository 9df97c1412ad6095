package dev.kindling.agent.tink;

/**
 * How far an action is.
 *
 * @param total 0 when nobody knows
 * @param unit {@code bytes}
 */
public record Progress(long done, long total, String unit) {}
