package dev.kindling.boots.netboot;

/** What a DHCP client is at this moment of its boot; one board is several of them one after the other. */
public enum ClientKind {
    /** The boot ROM of a Raspberry Pi. */
    RASPBERRY_PI,
    /** The PXE ROM of another machine, BIOS or UEFI. */
    PXE,
    /** UEFI that boots over HTTP. */
    HTTP,
    /** U-Boot, which reads a PXELINUX configuration over TFTP. */
    U_BOOT,
    /** iPXE, in the network card or loaded. */
    IPXE,
    /** A kernel or an operating system. */
    PLAIN;

    /** Whether a boot may begin with it. */
    public boolean isFirmware() {
        return switch (this) {
            case RASPBERRY_PI, PXE, HTTP, U_BOOT, IPXE -> true;
            case PLAIN -> false;
        };
    }

    /** Whether it goes on to its disk when it is told of nothing to boot; a Raspberry Pi needs an empty file. */
    public boolean goesToDiskUntold() {
        return switch (this) {
            case PXE, HTTP, U_BOOT, IPXE -> true;
            case RASPBERRY_PI, PLAIN -> false;
        };
    }
}
