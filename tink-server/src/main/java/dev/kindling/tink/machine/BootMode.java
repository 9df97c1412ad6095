package dev.kindling.tink.machine;

/** What a machine is told to boot. */
public enum BootMode {
    NETBOOT,
    LOCAL
}
