package dev.kindling.boots;

import java.net.Inet4Address;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all doors of boots share.
 *
 * @param data data directory; boots keeps its own state in {@code boots/} below it
 * @param address IPv4 address at which boards reach this service: DHCP options 54 and 66, siaddr
 * @param firmware directory of the boot files, with {@code default/start4.elf} and the rest of a tree; default
 *     {@code firmware} in the data directory
 * @param images directory of disk images, served at {@code /images/NAME}; default {@code images} in the data directory
 * @param commandline what the generated kernel command line says
 * @param nfsRoot the text after {@code nfsroot=}; empty: our own server, or no root over NFS where that is off; {@code
 *     none}: no root over NFS
 * @param nfs our own NFS server
 */
@ConfigurationProperties("kindling.boots")
public record BootsProperties(
        @DefaultValue("data") Path data,
        @DefaultValue("127.0.0.1") Inet4Address address,
        Path firmware,
        Path images,
        @DefaultValue Commandline commandline,
        @DefaultValue("") String nfsRoot,
        @DefaultValue Nfs nfs) {

    /** In {@code nfs-root}: a board boots without one, whether or not our server runs. */
    private static final String NO_ROOT = "none";

    /**
     * @param server HOST:PORT of tink-server's gRPC port; empty: this service's address, port 42113
     * @param hegel https://HOST:PORT of hegel; empty: this service's address, port 50062
     * @param extra the kernel's own words
     */
    public record Commandline(
            @DefaultValue("") String server,
            @DefaultValue("") String hegel,

            @DefaultValue("console=serial0,115200 console=tty1 rootwait cgroup_enable=memory cgroup_enable=cpuset")
            String extra) {}

    /**
     * Our own NFS server, which also names itself in the kernel command line.
     *
     * @param enabled whether it runs
     * @param address IPv4 address to listen on; default {@code kindling.boots.address}, and what this service has on the
     *     other interfaces it serves
     * @param port TCP and UDP port of NFS and of MOUNT; 0 takes any free one
     * @param portmapPort TCP and UDP port of the portmapper; 0: none, boards are told the ports
     * @param roots directory of the root trees; default {@code roots} in the data directory
     */
    public record Nfs(
            @DefaultValue("true") boolean enabled,
            Inet4Address address,
            @DefaultValue("2049") int port,
            @DefaultValue("111") int portmapPort,
            Path roots) {

        /** What a board asks for: the tree that was chosen for it. */
        public static final String PATH = "/kindling/root";

        private static final int STANDARD_PORT = 2049;
        private static final int STANDARD_PORTMAP_PORT = 111;

        /** No server of our own. */
        public static Nfs off() {
            return new Nfs(false, null, 0, 0, null);
        }

        private String root(Inet4Address shared) {
            Inet4Address server = address == null || address.isAnyLocalAddress() ? shared : address;
            // The kernel would read 4 KiB at a time. The option words are those klibc's nfsmount knows too, but for
            // mountport, which is only there where the portmapper is not.
            return server.getHostAddress() + ":" + PATH + ",vers=3,tcp,nolock,rsize=131072"
                    + (port == STANDARD_PORT ? "" : ",port=" + port)
                    + (portmapPort == STANDARD_PORTMAP_PORT ? "" : mountPort(port));
        }

        private static String mountPort(int port) {
            return ",mountport=" + port;
        }
    }

    public BootsProperties {
        nfsRoot = nfsRoot.isEmpty() && nfs.enabled() ? nfs.root(address) : nfsRoot;
        nfsRoot = nfsRoot.equals(NO_ROOT) ? "" : nfsRoot;
        Path roots = nfs.roots() == null ? data.resolve("roots") : nfs.roots();
        nfs = new Nfs(nfs.enabled(), nfs.address(), nfs.port(), nfs.portmapPort(), roots);
        firmware = firmware == null ? data.resolve("firmware") : firmware;
        images = images == null ? data.resolve("images") : images;
        String host = address.getHostAddress();
        String server = commandline.server().isEmpty() ? host + ":42113" : commandline.server();
        String hegel = commandline.hegel().isEmpty() ? "https://" + host + ":50062" : commandline.hegel();
        commandline = new Commandline(server, hegel, commandline.extra().strip());
    }

    /**
     * The text after {@code nfsroot=} for boards that reach this service at an address of its own.
     *
     * @param withPorts whether something else has the port of our portmapper
     */
    String nfsRootAt(Inet4Address told, boolean withPorts) {
        if (!nfs.enabled() || !nfsRoot.equals(nfs.root(address))) {
            return nfsRoot;
        }
        String root = nfs.root(told);
        return withPorts && nfs.portmapPort() == Nfs.STANDARD_PORTMAP_PORT ? root + Nfs.mountPort(nfs.port()) : root;
    }

    /**
     * The same words for boards that reach this service at another address of its own: the server and hegel that are
     * at this service's address, with a port, are told there. Another host stays, and so do the kernel's own words.
     */
    public Commandline commandlineAt(Inet4Address told) {
        String here = address.getHostAddress() + ":";
        String there = told.getHostAddress() + ":";
        String server = commandline.server();
        return new Commandline(
                server.startsWith(here) ? there + server.substring(here.length()) : server,
                commandline.hegel().replace("//" + here, "//" + there),
                commandline.extra());
    }

    /** Where boots keeps its own state. */
    public Path state() {
        return data.resolve("boots");
    }
}
