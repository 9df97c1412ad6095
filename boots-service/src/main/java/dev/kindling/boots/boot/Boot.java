package dev.kindling.boots.boot;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.UUID;

/**
 * One boot of one board: begins with a DHCP exchange of its firmware, ends when the next one begins.
 *
 * @param id minted here, in the nonce and in every event of the boot
 * @param xid of the DHCP exchange, unsigned 32 bits; a repeated packet of the same exchange is the same boot
 * @param address the only one that may read {@code cmdline.txt}; 0.0.0.0 as long as it is to be learned
 * @param learned another server leases, so the address is what the board was heard to use
 * @param byIpxe its first exchange was iPXE's, which is in the network card then; else what loads iPXE has asked before
 * @param expiry last second at which the board may enrol
 * @param configTxt {@code config.txt}, rendered once so that every read gives the same bytes
 * @param commandLine {@code cmdline.txt}, rendered once; carries the nonce; empty before the address is known
 * @param handedOver the board has the command line, so its nonce may be spent
 */
public record Boot(
        UUID id,
        MacAddress mac,
        long xid,
        Inet4Address address,
        boolean learned,
        boolean byIpxe,
        Instant started,
        Instant expiry,
        String configTxt,
        String commandLine,
        boolean handedOver) {

    /** What the ROM of a Pi 3 and its bootcode.bin have in every packet (raspberrypi/documentation, boot-net.adoc). */
    private static final long XID_OF_PI_3 = 0x26f30339L;

    /** Whether a Pi 3 began it, which tries its card before the network and cannot be told otherwise. */
    public boolean isOfPi3() {
        return xid == XID_OF_PI_3;
    }

    /** Whether the board's address is known. */
    boolean isLocated() {
        return !address.isAnyLocalAddress();
    }

    /** The same boot at another address. */
    Boot at(Inet4Address other, String line) {
        return new Boot(id, mac, xid, other, learned, byIpxe, started, expiry, configTxt, line, handedOver);
    }

    /** The same boot, whose board has its command line. */
    Boot withCommandLineHandedOver() {
        return new Boot(id, mac, xid, address, learned, byIpxe, started, expiry, configTxt, commandLine, true);
    }

    /** Without the files: the command line carries a credential. */
    @Override
    public String toString() {
        return "Boot[id=" + id + ", mac=" + mac + ", address=" + address.getHostAddress() + ", started=" + started
                + "]";
    }
}
