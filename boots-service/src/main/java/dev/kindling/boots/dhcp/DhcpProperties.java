package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.BootBinaries;
import dev.kindling.boots.netboot.LeaseSettings;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The DHCP door.
 *
 * @param enabled false: this service answers no DHCP
 * @param mode {@code reservation}, {@code proxy}, {@code auto-proxy}, {@code observe} or {@code off}, for every interface
 *     that names none of its own; empty: look for another server first, then proxy or observe
 * @param address IPv4 address to listen on; 0.0.0.0 also hears broadcasts
 * @param port UDP port; 0: any free one, for clients behind a relay only
 * @param bootServerPort UDP port at which PXE clients ask a proxy what to boot; 0: any free one
 * @param networkInterface {@code kindling.boots.dhcp.interface}: names with commas between them, each with its own mode
 *     where it is to differ ({@code eth0,eth1=proxy}): listen on these only, and reach clients without an address by raw
 *     frames (Linux, CAP_NET_RAW for the frames); {@code auto}: the one that has {@code kindling.boots.address}, as long
 *     as {@code address} is 0.0.0.0 and it is no loopback; {@code none}: plain UDP on all of them, such clients are
 *     reached by broadcast
 * @param lease length of a lease whose reservation names none
 * @param declineProbation how long an address that a client found in use is not handed out
 * @param probeInterval how often other DHCP servers are looked for
 * @param domain option 15; empty: none
 * @param search domains of option 119
 * @param routes classless routes, {@code 10.0.0.0/8 via 192.168.1.1}
 * @param boot what PCs and ARM servers load
 */
@ConfigurationProperties("kindling.boots.dhcp")
record DhcpProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("") String mode,
        @DefaultValue("0.0.0.0") Inet4Address address,
        @DefaultValue("67") int port,
        @DefaultValue("4011") int bootServerPort,
        @Name("interface") @DefaultValue("auto") String networkInterface,
        @DefaultValue("24h") Duration lease,
        @DefaultValue("10m") Duration declineProbation,
        @DefaultValue("5m") Duration probeInterval,
        @DefaultValue("") String domain,
        @DefaultValue({}) List<String> search,
        @DefaultValue({}) List<String> routes,
        @DefaultValue Boot boot) {

    static final int USUAL_HTTP_PORT = 7171;

    /**
     * @param url base of HTTP boot files and scripts; empty: the port of HTTP at the address the client is told
     * @param bios file for a PC BIOS
     * @param ia32 for a 32-bit UEFI
     * @param x64 for a 64-bit UEFI on x86
     * @param arm64 for a 64-bit UEFI on ARM
     */
    record Boot(
            @DefaultValue("") String url,
            @DefaultValue("undionly.kpxe") String bios,
            @DefaultValue("ipxe-i386.efi") String ia32,
            @DefaultValue("ipxe.efi") String x64,
            @DefaultValue("ipxe-arm64.efi") String arm64) {}

    /** With HTTP at its usual port. */
    LeaseSettings settings() {
        return settings(USUAL_HTTP_PORT);
    }

    LeaseSettings settings(int httpPort) {
        return new LeaseSettings(
                lease,
                domain,
                search,
                routes.stream().map(LeaseSettings.Route::parse).toList(),
                new BootBinaries(boot.url(), httpPort, boot.bios(), boot.ia32(), boot.x64(), boot.arm64()));
    }
}
