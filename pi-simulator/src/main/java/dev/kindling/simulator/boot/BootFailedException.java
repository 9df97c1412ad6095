package dev.kindling.simulator.boot;

/** This boot goes no further; the boot order decides what comes next. */
public final class BootFailedException extends Exception {

    public BootFailedException(String reason) {
        super(reason);
    }
}
