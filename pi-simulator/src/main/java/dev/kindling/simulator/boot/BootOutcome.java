package dev.kindling.simulator.boot;

/** How a boot that did not fail ended. */
public sealed interface BootOutcome {

    /**
     * The kernel runs.
     *
     * @param commandLine its command line
     * @param lease the kernel's own
     */
    record Kernel(KernelCommandLine commandLine, Lease lease) implements BootOutcome {}

    /**
     * The server said "boot your own disk": start4.elf is empty.
     *
     * @param lease the boot loader's
     */
    record OwnDisk(Lease lease) implements BootOutcome {}
}
